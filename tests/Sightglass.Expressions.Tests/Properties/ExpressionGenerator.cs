using FsCheck;
using FsCheck.Fluent;

namespace Sightglass.Expressions.Tests.Properties;

/// <summary>Random expressions, as trees that know how they are written.</summary>
internal static class ExpressionGenerator
{
    private static readonly string[] Texts = ["", "a", "GET", "/a/b", "\"", "\\", "\"#", "a\"", "\n\t\r", "ü😀", "r#\"", "\\d+", "a && b || (c)"];

    public static Gen<Tree> Trees => Gen.Sized(size => OfDepth(Math.Min(5, 1 + (size / 12))));

    public static Gen<Tree> Predicates => Gen.OneOf(
        Leaf(["http.method", "http.path", "http.headers.x_a", "http.queries.Q", "proxy.kong.route_id", "span[\"a\\\"]\"].status"], ["==", "!=", "^=", "=^", "contains"], Gen.Elements(Texts).Select(Quote), text: true),
        Leaf(["http.path", "http.host"], ["~"], Gen.Elements("a", "^/a\\d+$", "(?P<n>b)|c", "\"[^\"]*", "").Select(Quote), text: true),
        Leaf(["net.dst.port", "http.response.status_code", "latency_ms", "span[\"k\"].duration_ms"], ["==", "!=", "<", "<=", ">", ">="], Gen.Choose(-2, 2).Select(number => $"{number}"), text: false),
        Leaf(["net.src.ip", "net.dst.ip"], ["==", "!="], Gen.Elements("10.0.0.1", "::1", "::ffff:a00:1", "::"), text: false),
        Leaf(["net.src.ip", "net.dst.ip"], ["in", "not in"], Gen.Elements("10.0.0.0/8", "::/0", "0.0.0.0/0", "10.0.0.1/32", "fd00::/8"), text: false));

    private static Gen<Tree> OfDepth(int depth) => depth == 0
        ? Predicates
        : Gen.Frequency(
            (2, Predicates),
            (2, Group("&&", depth)),
            (2, Group("||", depth)),
            (1, OfDepth(depth - 1).Select(operand => new Tree("!", [operand], null))));

    private static Gen<Tree> Group(string joined, int depth) =>
        from count in Gen.Choose(2, 3)
        from operands in Gen.ArrayOf(OfDepth(depth - 1), count)
        select new Tree(joined, operands, null);

    private static Gen<Tree> Leaf(string[] fields, string[] operators, Gen<string> constants, bool text) =>
        from field in Gen.Elements(fields)
        from any in Gen.Elements(true, false)
        from lower in Gen.Elements(true, false)
        from comparison in Gen.Elements(operators)
        from constant in constants
        let lowered = lower && text ? $"lower({field})" : field
        select new Tree("", [], $"{(any ? $"any({lowered})" : lowered)} {comparison} {constant}");

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
