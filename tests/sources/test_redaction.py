import pytest

from lineage_graph.sources.redaction import MASK, redact, without_query

SECRETS = [
    ("Server=h;Database=d;User ID=u;Password={};Encrypt=True", "Server=h;Database=d;User ID=u;Password=*;Encrypt=True"),
    ("Password={};Server=h", "Password=*;Server=h"),
    ("Server=h;Pwd = {} ;UID=u", "Server=h;Pwd = *;UID=u"),
    ("Server=h;PWD='{};x';Database=d", "Server=h;PWD='*';Database=d"),
    ("Server=h;Password=two words{};Database=d", "Server=h;Password=*;Database=d"),
    (
        "AccountName=acc;AccountKey={}==;EndpointSuffix=core.windows.net",
        "AccountName=acc;AccountKey=*;EndpointSuffix=core.windows.net",
    ),
    (
        "AccountEndpoint=https://c.documents.azure.com:443/;AccountKey={};Database=d",
        "AccountEndpoint=https://c.documents.azure.com:443/;AccountKey=*;Database=d",
    ),
    ("BlobEndpoint=https://a;SharedAccessSignature=sv=2020&sig={}", "BlobEndpoint=https://a;SharedAccessSignature=*"),
    (
        "Endpoint=sb://b/;SharedAccessKeyName=n;SharedAccessKey={}",
        "Endpoint=sb://b/;SharedAccessKeyName=n;SharedAccessKey=*",
    ),
    ("https://a.blob.core.windows.net/c/p?sv=1&sig={}&se=2", "https://a.blob.core.windows.net/c/p?sv=1&sig=*&se=2"),
    ("https://f.azurewebsites.net/api/x?code={}", "https://f.azurewebsites.net/api/x?code=*"),
    ("mongodb://user:{}@h:10255/db?ssl=true", "mongodb://user:*@h:10255/db?ssl=true"),
    ("mongodb+srv://user:{}@h1:1,h2:2/db", "mongodb+srv://user:*@h1:1,h2:2/db"),
    ("redis://:{}@h:6379", "redis://:*@h:6379"),
    (
        "jdbc:sqlserver://h:1433;databaseName=d;user=u;password={}",
        "jdbc:sqlserver://h:1433;databaseName=d;user=u;password=*",
    ),
    ("jdbc:postgresql://h/db?user=u&password={}", "jdbc:postgresql://h/db?user=u&password=*"),
    ("jdbc:oracle:thin:u/{}@h:1521/s", "jdbc:oracle:thin:u/*@h:1521/s"),
    ("host=h user=u password={} dbname=d", "host=h user=u password=* dbname=d"),
    ("CredString={}", "CredString=*"),
    ("Authorization: Bearer {}", "Authorization: Bearer *"),
    ('{{"Authorization": "Basic {}="}}', '{{"Authorization": "Basic *"}}'),
    ('{{"password": "{}"}}', '{{"password": "*"}}'),
    ('{{\\"clientSecret\\": \\"{}\\"}}', '{{\\"clientSecret\\": \\"*\\"}}'),
    ("CREATE LOGIN x WITH PASSWORD = N'{}';", "CREATE LOGIN x WITH PASSWORD = N'*';"),
    ("CREDENTIAL = (IDENTITY = 'x', SECRET = '{}')", "CREDENTIAL = (IDENTITY = 'x', SECRET = '*')"),
    ("CREATE USER u IDENTIFIED BY {}", "CREATE USER u IDENTIFIED BY *"),
    ("@concat('Server=x;Password=', '{}', ';')", "@concat('Server=x;Password=', '*', ';')"),
    (
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----*-----END PRIVATE KEY-----",
    ),
    ("-----BEGIN RSA PRIVATE KEY-----\n{}", "-----BEGIN RSA PRIVATE KEY-----*"),
    (
        "df = spark.read.option('sfPassword', 1); password = \"{}\"",
        "df = spark.read.option('sfPassword', 1); password = \"*\"",
    ),
    ("x-functions-key: '{}'", "x-functions-key: '*'"),
    ("AZURE_CLIENT_SECRET={}", "AZURE_CLIENT_SECRET=*"),
    ("Login failed for 'u' (password={})", "Login failed for 'u' (password=*)"),
    ("old/Password={}", "old/Password=*"),
    ("load.exe --password {} --all", "load.exe --password * --all"),
    ("load.exe -Password '{}' -All", "load.exe -Password '*' -All"),
    ("load.py --token={} --all", "load.py --token=* --all"),
    (
        "kind=storage (h@'https://a.blob.core.windows.net/c;{}')",
        "kind=storage (h@'https://a.blob.core.windows.net/c;*')",
    ),
    ('(h"https://a.blob.core.windows.net/c?{}")', '(h"https://a.blob.core.windows.net/c?*")'),
]


@pytest.mark.parametrize(("text", "redacted"), SECRETS)
def test_a_secret_is_taken_out_and_the_rest_stays(text: str, redacted: str) -> None:
    secret = "s3cr3tCANARY"
    expected = redacted.replace("{{", "{").replace("}}", "}").replace("*", MASK)
    assert redact(text.format(secret)) == expected
    assert redact(expected) == expected


TOKENS = [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
    f"dapi{'0123456789abcdef' * 2}",
    f"ghp_{'a' * 36}",
    f"github_pat_{'a' * 30}",
    f"xoxb-{'1' * 12}",
    f"abc8Q~{'x' * 34}",
    f"{'A' * 86}==",
    "k2" * 26,
]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_is_known_by_its_look(token: str) -> None:
    assert redact(f"call x {token} y") == f"call x {MASK} y"


HARMLESS = [
    "SELECT Password = md5(p) FROM t",
    "WHERE pwd = @pwd AND password = [hash]",
    "derive(Password = sha2(256, Password))",
    "Server=x;Password=@{linkedService().password};Database=d",
    "@concat('Server=', x, ';Password=', pipeline().parameters.password)",
    "Server=h;Password=**********;Database=d",
    "Basic authentication and Bearer tokens are used",
    "https://host:443/a@b",
    "abfss://container@account.dfs.core.windows.net/path",
    "wasbs://container@account.blob.core.windows.net:443/path",
    "jdbc:sqlserver://h:1433;user=a@b;database=x",
    "jdbc:snowflake://a.snowflakecomputing.com/?user=U&db=D&warehouse=W",
    "mongodb://h1:27017,h2:27017/db?authSource=a@b",
    "Server=h;Integrated Security=True;Initial Catalog=x;User ID=sa",
    "sink(keys:['Id'], format: 'table', partitionKey: 'a')",
    "@activity('Get token').output.access_token",
    "secretName: my-secret",
    "primaryKey = 'Id', surrogateKey = 'Key'",
    "the password is kept in Key Vault",
]


@pytest.mark.parametrize("text", HARMLESS)
@pytest.mark.parametrize("code", [False, True])
def test_what_is_no_secret_stays(text: str, code: bool) -> None:
    assert redact(text, code=code) == text


def test_in_code_a_name_given_to_a_name_is_no_secret() -> None:
    script = "source1 derive(a = 1,\n     password=upper) ~> step"
    assert redact(script, code=True) == script
    assert redact("connect(host=h, password=hunter2)") == f"connect(host=h, password={MASK})"


@pytest.mark.parametrize("start", ["select 1 -- ", "--", "x = 1  # login: u ", "// "])
def test_in_a_comment_of_code_it_is_one(start: str) -> None:
    assert redact(f"{start}password=hunter2\nderive(password=hash)", code=True) == (
        f"{start}password={MASK}\nderive(password=hash)"
    )


def test_a_shared_access_address_loses_its_whole_query() -> None:
    address = "https://acc.blob.core.windows.net/container?sv=2020&sp=r&sig=abc"
    assert without_query(address) == f"https://acc.blob.core.windows.net/container?{MASK}"
    assert without_query("https://acc.blob.core.windows.net/") == "https://acc.blob.core.windows.net/"


@pytest.mark.parametrize(
    "text",
    ["password" * 20_000, "a." * 100_000 + "password", "://" * 50_000, "-----BEGIN " * 20_000, "A" * 300_000 + "=="],
)
def test_long_texts_come_to_an_end(text: str) -> None:
    assert isinstance(redact(text), str)


EVALUATED = [
    ("Server=x;Password=@home;Database=d", "Server=x;Password=**********;Database=d"),
    ("Driver=odbc;PWD={a;b}}c};Database=d", "Driver=odbc;PWD=**********;Database=d"),
    ("https://u:$home@host/x", "https://u:**********@host/x"),
    ("Authorization: $home1234", "Authorization: **********"),
    ("password='%home%'", "password='**********'"),
    ("Password=**********;Database=d", "Password=**********;Database=d"),
]


@pytest.mark.parametrize(("text", "redacted"), EVALUATED)
def test_in_what_was_evaluated_a_secret_may_begin_like_an_expression(text: str, redacted: str) -> None:
    assert redact(text, evaluated=True) == redacted
