"""Build the wheel, install it in an environment of its own, and ask it for its questions and examples."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Fail where the installed package lacks what the checkout has."""
    with tempfile.TemporaryDirectory() as folder:
        _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(ROOT))
        wheel = next(Path(folder).glob("lineage_graph-*.whl"))
        environment = Path(folder) / "environment"
        venv.create(environment, with_pip=True)
        python = str(environment / "bin" / "python")
        constraints = str(ROOT / "requirements" / "development.lock")
        _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", constraints)
        _run(python, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel))
        questions = _run(python, "-m", "lineage_graph", "query", cwd=folder)
        expected = {path.stem for path in (ROOT / "cypher").glob("*/*.cypher")}
        missing = {name for name in expected if name not in questions}
        if missing:
            sys.exit(f"the wheel lacks the questions {sorted(missing)}")
        look = "from lineage_graph.packaged import packaged; assert (packaged('examples') / 'estate').is_dir()"
        _run(python, "-c", look)
        _run(python, "-m", "lineage_graph", "config", "schema", cwd=folder)
    print(f"the wheel answers {len(expected)} questions")


def _run(*command: str, cwd: str | None = None) -> str:
    return subprocess.run(command, check=True, cwd=cwd, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
