using FsCheck;
using FsCheck.Fluent;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Rules;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Properties;

public sealed class ExpressionProperties
{
    // A fixed seed: the same cases every time, on every machine.
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20240817, 11);

    private static readonly (string Field, string Value)[] Values =
    [
        ("http.method", "GET"), ("http.path", "/a/b"), ("http.headers.x_a", "a"), ("http.headers.x_a", "GET"), ("http.queries.Q", ""),
        ("http.host", "a1"), ("proxy.kong.route_id", "a"), ("span[\"a\\\"]\"].status", "A"), ("net.dst.port", "1"),
        ("http.response.status_code", "0"), ("latency_ms", "-2"), ("span[\"k\"].duration_ms", "2"), ("net.src.ip", "10.0.0.1"), ("net.dst.ip", "::1"),
    ];

    private static readonly string[] Names = [.. Values.Select(value => value.Field).Distinct()];

    [Fact]
    public void Reading_ParsedAgain_IsTheSame() => Prop.ForAll(
        ExpressionGenerator.Trees.ToArbitrary(),
        tree =>
        {
            var first = Vector.Parse(tree.WriteParenthesised(), Dialect.Sampling);
            var again = Vector.Parse(first.Reading, Dialect.Sampling);
            return first.Reading == again.Reading && again.Warnings.IsEmpty == first.Warnings.IsEmpty;
        }).Check(Settings);

    [Fact]
    public void Parse_NeededParenthesesOnly_ReadsTheSame() => Prop.ForAll(
        ExpressionGenerator.Trees.ToArbitrary(),
        tree => Vector.Parse(tree.WriteBare(), Dialect.Sampling).Reading == Vector.Parse(tree.WriteParenthesised(), Dialect.Sampling).Reading).Check(Settings);

    [Fact]
    public void Evaluate_AnyContext_IsWhatTheTreeIs() => Prop.ForAll(
        ExpressionGenerator.Trees.ToArbitrary(),
        Contexts().ToArbitrary(),
        (tree, states) =>
        {
            var context = Build(states);
            var expected = tree.Evaluate(predicate => Evaluate(predicate, context));
            return expected == Evaluate(tree.WriteParenthesised(), context);
        }).Check(Settings);

    [Fact]
    public void Evaluate_DecidedWithUnknowns_StaysSoWhateverTheyTurnOutToBe() => Prop.ForAll(
        ExpressionGenerator.Trees.ToArbitrary(),
        Contexts().ToArbitrary(),
        (tree, states) =>
        {
            var text = tree.WriteParenthesised();
            var result = Evaluate(text, Build(states));
            var completions = new[] { FieldState.Absent, FieldState.Present }
                .Select(known => Evaluate(text, Build([.. states.Select(state => state == FieldState.Unknown ? known : state)])));
            return completions.All(completed => completed != Tristate.Unknown && (result == Tristate.Unknown || completed == result));
        }).Check(Settings);

    [Fact]
    public void Outcomes_AnyContext_AreAmongThePossible() => Prop.ForAll(
        ExpressionGenerator.Trees.ToArbitrary(),
        Gen.Choose(0, 3).ToArbitrary(),
        Contexts().ToArbitrary(),
        (tree, stage, states) =>
        {
            var expression = Vector.Parse(tree.WriteParenthesised(), Dialect.Sampling);
            var outcome = expression.OutcomesByStage()[stage];
            var atStage = states.Select((state, i) =>
            {
                TestFields.Sampling.Resolve(Names[i], out FieldReference? field);
                return field!.Definition.Stage > stage ? FieldState.Unknown : state == FieldState.Unknown ? FieldState.Absent : state;
            });
            var context = Build([.. atStage]);
            return expression.Evaluate(ref context) switch
            {
                Tristate.True => outcome.CanBeTrue,
                Tristate.False => outcome.CanBeFalse,
                _ => outcome.CanBeUnknown,
            };
        }).Check(Settings);

    [Fact]
    public void TryParse_AnyText_GivesAnExpressionOrAnErrorInsideIt()
    {
        var pieces = Gen.Elements(
            "http.path", "http.headers.a", "net.src.ip", "net.dst.port", "span", "[\"", "\"]", ".status", "any(", "lower(", "(", ")", "!", "!(", "&&", "||", "==", "!=",
            "~", "^=", "=^", ">=", "<", " in ", " not in ", "contains", "\"", "\"a\"", "r#\"", "\"#", "\\", "10.0.0.0/8", "10.0.0.1", "::1", ":", "/", "0x1F", "0128",
            "-1", "9223372036854775808", "GET", " ", "\n", "\t", "ü", "😀", "\ud83d", "\0", "(?i)", "[a-z]", "{2}", "*", "\\d", "'", ",", ";", "=");
        Prop.ForAll(
            Gen.ArrayOf(pieces).Select(string.Concat).ToArbitrary(),
            text => Enum.GetValues<Dialect>().All(dialect =>
            {
                if (Expression.TryParse(text, TestFields.Sampling, dialect, out var expression, out var error))
                {
                    return Expression.TryParse(expression.Reading, TestFields.Sampling, dialect, out var again, out _) && again.Reading == expression.Reading;
                }

                return error.Position.Offset >= 0 && error.Length >= 0 && error.Position.Offset + error.Length <= text.Length
                    && error.Render().Length > 0 && error.Describe().Length > 0;
            })).Check(Settings.WithMaxTest(5000).WithEndSize(30));
    }

    private static Gen<FieldState[]> Contexts() => Gen.ArrayOf(Gen.Elements(FieldState.Unknown, FieldState.Absent, FieldState.Present), Names.Length);

    private static RuleContext Build(FieldState[] states)
    {
        var context = new RuleContext(TestFields.Sampling);
        for (var i = 0; i < Names.Length; i++)
        {
            if (states[i] == FieldState.Unknown)
            {
                Assert.Null(context.SetUnknown(Names[i]));
            }

            foreach (var (field, value) in Values.Where(value => states[i] == FieldState.Present && value.Field == Names[i]))
            {
                Assert.Null(context.Add(field, value));
            }
        }

        return context;
    }

    private static Tristate Evaluate(string text, RuleContext context) => Vector.Parse(text, Dialect.Sampling).Evaluate(ref context);
}
