"""Every form of the script language, read into the tree that was written down by hand."""

import pytest

from lineage_graph.dataflow_script import Statement, parse, parse_expression
from lineage_graph.dataflow_script.syntax import (
    Argument,
    Array,
    ArrayType,
    Assignment,
    CachedLookup,
    Call,
    Entry,
    Expression,
    Group,
    Index,
    MapType,
    Member,
    Name,
    Number,
    Operation,
    Option,
    Parameter,
    Pattern,
    Prefixed,
    SchemaItem,
    SimpleType,
    Stream,
    Struct,
    StructType,
    Text,
    Variable,
)

STRING = SimpleType("string")
LONG = SimpleType("long")
A, B, C = Name("a"), Name("b"), Name("c")


def text(content: str, quote: str = "'") -> Text:
    return Text((content,) if content else (), '"' if quote == '"' else "'")


def call(function: str, *arguments: Argument) -> Call:
    return Call(function, arguments)


def only(script: str) -> Statement:
    (statement,) = parse(script).statements
    return statement


def arguments(written: str) -> tuple[Argument, ...]:
    return only(f"x derive({written}) ~> y").arguments


def test_an_empty_script_has_no_statements() -> None:
    assert parse(" \n\t// nothing\n").statements == ()


def test_parameters_with_and_without_defaults() -> None:
    script = parse("""parameters{
        since as date,
        {my folder} as string ("loaves"),
        keys as string[] (["oven","shelf"]),
        rate as decimal(10,2) (0.5),
        count as integer (5),
        tax as decimal (0.5)
    }""")
    assert script.parameters == (
        Parameter("since", SimpleType("date")),
        Parameter("my folder", STRING, text("loaves", '"')),
        Parameter("keys", ArrayType(STRING), Array((text("oven", '"'), text("shelf", '"')))),
        Parameter("rate", SimpleType("decimal", ("10", "2")), Number("0.5")),
        Parameter("count", SimpleType("integer"), Number("5")),
        Parameter("tax", SimpleType("decimal"), Number("0.5")),
    )


def test_a_script_without_parameters_in_its_braces() -> None:
    assert parse("parameters{ }").parameters == ()


def test_a_source_with_its_columns_and_options() -> None:
    assert only("""source(output(
            id as long,
            {Baked On} as timestamp 'yyyy-MM-dd',
            price as decimal(18, 2),
            shelf as (row as short, {no.} as string)[],
            labels as [string,string],
            {} as string
        ),
        allowSchemaDrift: true,
        wildcardPaths:['raw/*.csv']) ~> Loaves""") == Statement(
        (),
        "source",
        (
            call(
                "output",
                SchemaItem("id", LONG),
                SchemaItem("Baked On", SimpleType("timestamp"), text("yyyy-MM-dd")),
                SchemaItem("price", SimpleType("decimal", ("18", "2"))),
                SchemaItem(
                    "shelf", ArrayType(StructType((SchemaItem("row", SimpleType("short")), SchemaItem("no.", STRING))))
                ),
                SchemaItem("labels", MapType(STRING, STRING)),
                SchemaItem("", STRING),
            ),
            Option("allowSchemaDrift", Name("true")),
            Option("wildcardPaths", Array((text("raw/*.csv"),))),
        ),
        "Loaves",
    )


@pytest.mark.parametrize(
    ("written", "inputs", "transformation", "name", "branches"),
    [
        ("source() ~> s", (), "source", "s", ()),
        ("a filter()~>c", (Stream("a"),), "filter", "c", ()),
        ("a, b@late union() ~> c", (Stream("a"), Stream("b", "late")), "union", "c", ()),
        ("a split() ~> c@(x, y,z)", (Stream("a"),), "split", "c", ("x", "y", "z")),
        ("source sink() ~> sink", (Stream("source"),), "sink", "sink", ()),
        ("parameters derive() ~> as", (Stream("parameters"),), "derive", "as", ()),
    ],
)
def test_inputs_name_and_branches(
    written: str, inputs: tuple[Stream, ...], transformation: str, name: str, branches: tuple[str, ...]
) -> None:
    assert only(written) == Statement(inputs, transformation, (), name, branches)


def test_a_line_break_does_not_end_a_statement_and_none_is_needed() -> None:
    names = [statement.name for statement in parse("source()\n~>\na a sink()\n\n ~> b source() ~> c").statements]
    assert names == ["a", "b", "c"]


def test_comments_stand_anywhere_and_never_in_texts() -> None:
    statement = only("""/* bread
        ~> */ source( // the shelf
        folderPath: 'https://x/*y*/' /* z */) ~> a // end""")
    assert statement.arguments == (Option("folderPath", text("https://x/*y*/")),)


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("a", A),
        ("{Order Date}", Name("Order Date")),
        ("{}", Name("")),
        ("{ a}", Name(" a")),
        ("größe", Name("größe")),
        ("10", Number("10")),
        ("0022", Number("0022")),
        ("1574127407L", Number("1574127407L")),
        ("2.5e-3", Number("2.5e-3")),
        (".5", Number(".5")),
        ("0xf4", Number("0xf4")),
        ("$since", Variable("$", "since")),
        ("$$", Variable("$", "$")),
        ("$#", Variable("$", "#")),
        ("$1", Variable("$", "1")),
        ("#item", Variable("#", "item")),
        ("#item_1", Variable("#", "item_1")),
        (":local", Variable(":", "local")),
        (r"`(\d+)'\`", Pattern(r"(\d+)'" + "\\")),
        ("(a)", Group(A)),
        ("f()", call("f")),
        ("in([a], b)", call("in", Array((A,)), B)),
        ("a.b.{c d}", Member(Member(A, ".", "b"), ".", "c d")),
        ("split1@late@id", Member(Member(Name("split1"), "@", "late"), "@", "id")),
        ("a[1].b", Member(Index(A, Number("1")), ".", "b")),
        ("split(a, ',')[1]", Index(call("split", A, text(",")), Number("1"))),
        ("oven#lookup(a, b).heat", Member(CachedLookup("oven", "lookup", (A, B)), ".", "heat")),
        ("oven#outputs()[1].heat", Member(Index(CachedLookup("oven", "outputs", ()), Number("1")), ".", "heat")),
        ("[]", Array(())),
        ("['k' -> a, 'l' -> -b]", Array((Entry(text("k"), A), Entry(text("l"), Prefixed("-", B))))),
        ("@(c = @(b = a))", Struct((Assignment(C, Struct((Assignment(B, A),))),))),
        ("@()", Struct(())),
        ("!a", Prefixed("!", A)),
        ("!!a", Prefixed("!", Prefixed("!", A))),
        ("-1", Prefixed("-", Number("1"))),
        ("a - -1", Operation((A, Prefixed("-", Number("1"))), ("-",))),
        ("a-1", Operation((A, Number("1")), ("-",))),
        ("true() === true()", Operation((call("true"), call("true")), ("===",))),
    ],
)  # fmt: skip
def test_one_expression(written: str, tree: Expression) -> None:
    assert parse_expression(written) == tree


@pytest.mark.parametrize("operator", [*"^<>|&+-*/%", "||", "&&", "==", "===", "!=", "!==", "<=>", "<=", ">="])
def test_an_operator_between_two_columns(operator: str) -> None:
    assert parse_expression(f"a{operator}b") == Operation((A, B), (operator,))


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("a + b - c", Operation((A, B, C), ("+", "-"))),
        ("a + b * c", Operation((A, Operation((B, C), ("*",))), ("+",))),
        ("a == b && !c", Operation((Operation((A, B), ("==",)), Prefixed("!", C)), ("&&",))),
        ("a && b || c", Operation((Operation((A, B), ("&&",)), C), ("||",))),
        ("a || b ^ c", Operation((A, Operation((B, C), ("^",))), ("||",))),
        ("a < b + c", Operation((A, Operation((B, C), ("+",))), ("<",))),
        ("(a + b) * c", Operation((Group(Operation((A, B), ("+",))), C), ("*",))),
        ("-a.b", Prefixed("-", Member(A, ".", "b"))),
    ],
)
def test_operators_bind_as_in_the_expression_builder(written: str, tree: Expression) -> None:
    assert parse_expression(written) == tree


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("''", Text(())),
        ("'a'", text("a")),
        (r"'it\'s'", text("it's")),
        (r"'\"'", text('"')),
        (r"'\\'", text("\\")),
        (r"'(\\d+)'", text(r"(\d+)")),
        (r"'\d'", text(r"\d")),
        (r"'a\tb\nc'", text("a\tb\nc")),
        ("'a\nb'", text("a\nb")),
        ("'{$x}'", text("{$x}")),
        ('"a"', text("a", '"')),
        ('"it\'s"', text("it's", '"')),
        ('"{a}"', Text((A,), '"')),
        ('"a{$x}b{c}"', Text(("a", Variable("$", "x"), "b", C), '"')),
        ('"{a}{b}"', Text((A, B), '"')),
        ('"{{Order Date}}"', Text((Name("Order Date"),), '"')),
        (r'"[\{\"k\": 1}]"', text('[{"k": 1}]', '"')),
        ('"{}"', text("{}", '"')),
        ('"{not an expression}"', text("{not an expression}", '"')),
        ('"lone { brace"', text("lone { brace", '"')),
        ('"{f(\'}\', "b")}."', Text((call("f", text("}"), text("b", '"')), "."), '"')),
        ('"{f("x {a}")}"', Text((call("f", Text(("x ", A), '"')),), '"')),
        ('"{f(`"}`)}"', Text((call("f", Pattern('"}')),), '"')),
    ],
)
def test_texts_escapes_and_what_is_filled_in(written: str, tree: Expression) -> None:
    assert parse_expression(written) == tree


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a", (A,)),
        ("a, b", (A, B)),
        ("a: b", (Option("a", B),)),
        ("a:b", (Option("a", B),)),
        ("a: :b", (Option("a", Variable(":", "b")),)),
        ("{a b}: c", (Option("a b", C),)),
        ("as: as", (Option("as", Name("as")),)),
        ("as as as", (SchemaItem("as", SimpleType("as")),)),
        ("a = b", (Assignment(A, B),)),
        ("a.b = c", (Assignment(Member(A, ".", "b"), C),)),
        ("a = b == c", (Assignment(A, Operation((B, C), ("==",))),)),
        (":a = b", (Assignment(Variable(":", "a"), B),)),
        ("$a + '_x' = $$", (Assignment(Operation((Variable("$", "a"), text("_x")), ("+",)), Variable("$", "$")),)),
        ("a as string ($form)", (SchemaItem("a", STRING, Group(Variable("$", "form"))),)),
        ("a as date[][]", (SchemaItem("a", ArrayType(ArrayType(SimpleType("date")))),)),
        ("a as [string,(b as long)]", (SchemaItem("a", MapType(STRING, StructType((SchemaItem("b", LONG),)))),)),
        ("a as ()", (SchemaItem("a", StructType(())),)),
    ],
)
def test_arguments(written: str, expected: tuple[Argument, ...]) -> None:
    assert arguments(written) == expected


COLUMN = Name("name")

TRANSFORMATIONS: list[tuple[str, tuple[Argument, ...]]] = [
    (
        "select(mapColumn(a, b = c, b = s@c, each(match(type=='date')), each(a, match(true()), $$ = $$)))",
        (
            call(
                "mapColumn",
                A,
                Assignment(B, C),
                Assignment(B, Member(Name("s"), "@", "c")),
                call("each", call("match", Operation((Name("type"), text("date")), ("==",)))),
                call(
                    "each", A, call("match", call("true")), Assignment(Variable("$", "$"), Variable("$", "$"))
                ),
            ),
        ),
    ),
    (
        "select(mapColumn(each(patternMatch(`(y)`), $1 + 'z' = $$)))",
        (
            call(
                "mapColumn",
                call(
                    "each",
                    call("patternMatch", Pattern("(y)")),
                    Assignment(Operation((Variable("$", "1"), text("z")), ("+",)), Variable("$", "$")),
                ),
            ),
        ),
    ),
    (
        "derive(a = upper(b), each(match(name != 'c'), concat($$, '_n') = trim($$)))",
        (
            Assignment(A, call("upper", B)),
            call(
                "each",
                call("match", Operation((COLUMN, text("c")), ("!=",))),
                Assignment(call("concat", Variable("$", "$"), text("_n")), call("trim", Variable("$", "$"))),
            ),
        ),
    ),
    (
        "aggregate(groupBy(a, b = year(c)), n = count())",
        (call("groupBy", A, Assignment(B, call("year", C))), Assignment(Name("n"), call("count"))),
    ),
    (
        "pivot(groupBy(a), pivotBy(b, ['v','w']), {} = sum(c), columnNaming: '$N_$V', lateral: true)",
        (
            call("groupBy", A),
            call("pivotBy", B, Array((text("v"), text("w")))),
            Assignment(Name(""), call("sum", C)),
            Option("columnNaming", text("$N_$V")),
            Option("lateral", Name("true")),
        ),
    ),
    (
        "unpivot(output(a as string, b as long), ungroupBy(c), ignoreNullPivots: false)",
        (
            call("output", SchemaItem("a", STRING), SchemaItem("b", LONG)),
            call("ungroupBy", C),
            Option("ignoreNullPivots", Name("false")),
        ),
    ),
    (
        "window(over(a), asc(b, true), startRowOffset: -1L, c = lag(b))",
        (
            call("over", A),
            call("asc", B, Name("true")),
            Option("startRowOffset", Prefixed("-", Number("1L"))),
            Assignment(C, call("lag", B)),
        ),
    ),
    ("rank(desc(a, false), output(b as long), dense: true)",
     (call("desc", A, Name("false")), call("output", SchemaItem("b", LONG)), Option("dense", Name("true")))),
    ("keyGenerate(output(a as long), startAt: 1L)",
     (call("output", SchemaItem("a", LONG)), Option("startAt", Number("1L")))),
    ("foldDown(unroll(a.b, a), mapColumn(c = a.b.c))",
     (call("unroll", Member(A, ".", "b"), A),
      call("mapColumn", Assignment(C, Member(Member(A, ".", "b"), ".", "c"))))),
    ("parse(a = b ? (c as string[]), format: 'json')",
     (Assignment(A, B, StructType((SchemaItem("c", ArrayType(STRING)),))), Option("format", text("json")))),
    ("stringify(a = b ? string)", (Assignment(A, B, STRING),)),
    ("assert(expectTrue(a > 1, false, 'r', null, 'm'), abort: true)",
     (call("expectTrue", Operation((A, Number("1")), (">",)), Name("false"), text("r"), Name("null"), text("m")),
      Option("abort", Name("true")))),
    ("alterRow(upsertIf(a == 'x'), deleteIf($gone))",
     (call("upsertIf", Operation((A, text("x")), ("==",))), call("deleteIf", Variable("$", "gone")))),
    ("split(a == 1, b, disjoint: false)",
     (Operation((A, Number("1")), ("==",)), B, Option("disjoint", Name("false")))),
    ("cast(output(a as date 'dd.MM.yyyy'), errors: true)",
     (call("output", SchemaItem("a", SimpleType("date"), text("dd.MM.yyyy"))), Option("errors", Name("true")))),
    ("call(mapColumn(a), output(headers as [string,string], body as (b as long)), store: 'restservice')",
     (call("mapColumn", A),
      call("output", SchemaItem("headers", MapType(STRING, STRING)),
           SchemaItem("body", StructType((SchemaItem("b", LONG),)))),
      Option("store", text("restservice")))),
    ("sink(umask: 0022, keys:[('id')], partitionBy('hash', 1), preCommands: [])",
     (Option("umask", Number("0022")), Option("keys", Array((Group(text("id")),))),
      call("partitionBy", text("hash"), Number("1")), Option("preCommands", Array(())))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"), TRANSFORMATIONS, ids=[case[0].partition("(")[0] for case in TRANSFORMATIONS]
)
def test_a_transformation(written: str, expected: tuple[Argument, ...]) -> None:
    statement = only(f"s {written} ~> t")
    assert statement.transformation == written.partition("(")[0]
    assert statement.arguments == expected


@pytest.mark.parametrize(
    "written",
    [
        "a, b join(a@id == b@id\n && a@day == b@day, joinType:'left', matchType:'exact', broadcast: 'auto')~> c",
        "a, b lookup(a@id == b@id, multiple: false, pickup: 'first', asc(day, true)) ~> c",
        "a, b exists(a@id == b@id, negate:true, broadcast: 'none') ~> c",
        "a, b union(byName: true)~> c",
    ],
)
def test_a_transformation_of_two_streams(written: str) -> None:
    assert only(written).inputs == (Stream("a"), Stream("b"))
