using FsCheck;
using FsCheck.Fluent;
using Sightglass.Expressions.Patterns;

namespace Sightglass.Expressions.Tests.Patterns;

public sealed class PatternFuzzTests
{
    [Fact]
    public void TryCompile_AnyText_CompilesOrSaysWhere()
    {
        var pieces = Gen.Elements(
            "a", "b", "ü", "😀", ".", "^", "$", "|", "(", ")", "(?:", "(?P<n>", "(?<m>", "(?i)", "(?x-s:", "(?", "[", "]", "[^", "-", "&&", "--", "~~", "[:alpha:]", "[[:digit:]]",
            "\\d", "\\W", "\\p{L}", "\\PN", "\\b", "\\x41", "\\x{1F600}", "\\", "*", "+", "?", "{2}", "{1,3}", "{", "}", ",", " ", "#", "\n", "\ud83d");
        Prop.ForAll(
            Gen.ArrayOf(pieces).Select(string.Concat).ToArbitrary(),
            text =>
            {
                if (CompiledPattern.TryCompile(text, out var compiled, out var error))
                {
                    // Whatever compiles must run, on text with and without surrogate pairs.
                    return (compiled.FirstMatch("ab 1😀ü") is null) == !compiled.IsMatch("ab 1😀ü");
                }

                return error.Index >= 0 && error.Length >= 0 && error.Index + error.Length <= text.Length
                    && !error.Message.StartsWith("the pattern cannot be compiled", StringComparison.Ordinal);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(20).WithReplay(77, 3));
    }
}
