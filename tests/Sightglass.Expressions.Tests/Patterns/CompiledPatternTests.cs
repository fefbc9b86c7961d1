using Sightglass.Expressions.Patterns;

namespace Sightglass.Expressions.Tests.Patterns;

public sealed class CompiledPatternTests
{
    // pattern, a text it matches, a text it does not match
    [Theory]
    [InlineData("b", "abc", "aac")]
    [InlineData("^a", "ab", "ba")]
    [InlineData("a$", "ba", "a\n")]
    [InlineData("(?m)a$", "a\nb", "ab")]
    [InlineData("(?m)^b", "a\nb", "ab")]
    [InlineData(@"^a\z", "a", "a\n")]
    [InlineData("a.c", "abc", "a\nc")]
    [InlineData("(?s)a.c", "a\nc", "ac")]
    [InlineData("(?i)straße", "STRAßE", "STRASSE")]
    [InlineData("(?i:a)b", "Ab", "AB")]
    [InlineData("a(?i)b|c", "aB", "AB")]
    [InlineData("a(?i)b|c", "C", "A")]
    [InlineData("(a(?i)b)c", "aBc", "aBC")]
    [InlineData("(?i)a(?-i)b", "Ab", "AB")]
    [InlineData("(?x) a b # comment\n c", "abc", "a b c")]
    [InlineData("(?x)a\\ b [ c d ]", "a bc", "a b ")]
    [InlineData("(?U)^a+$", "aaa", "b")]
    [InlineData(@"^\d$", "٣", "a")]
    [InlineData(@"^\D$", "a", "3")]
    [InlineData(@"^\w+$", "aÄ_9ѝⅷ", "a-b")]
    [InlineData(@"^\W$", "-", "Ä")]
    [InlineData(@"^\s\S$", "\u00a0a", "aa")]
    [InlineData(@"\bcat\b", "a cat!", "concat")]
    [InlineData(@"a\Bb", "ab", "a b")]
    [InlineData("^[^a]$", "b", "a")]
    [InlineData("^[a-c-]+$", "a-b", "d")]
    [InlineData("^[]a]+$", "]a", "b")]
    [InlineData("^[^]a]$", "b", "]")]
    [InlineData("^[-a]+$", "-a", "b")]
    [InlineData(@"^[\]\-\\^]+$", "]-\\^", "a")]
    [InlineData("^[[:alpha:]_]+$", "aZ_", "ä")]
    [InlineData("^[[:^digit:]]$", "a", "5")]
    [InlineData("^[[:xdigit:][:space:]]+$", "fF 0", "g")]
    [InlineData("^[a-z&&[^aeiou]]+$", "xyz", "a")]
    [InlineData("^[a-z--m-p]+$", "az", "n")]
    [InlineData("^[a-f~~d-i]+$", "ah", "e")]
    [InlineData("^[a-z&&a-m--f]+$", "am", "f")]
    [InlineData("^[a[^x]]$", "b", "x")]
    [InlineData("(?i)^[a-z&&[^aeiou]]+$", "XyZ", "E")]
    [InlineData("(?i)^[^a]$", "b", "A")]
    [InlineData(@"^[\W\d]+$", "-5", "a")]
    [InlineData(@"^[^\W\d]+$", "ab", "5")]
    [InlineData(@"^[\w-]+$", "a-b", "a b")]
    [InlineData(@"^\p{Lu}\p{lowercase_letter}\pN$", "Aa1", "aA1")]
    [InlineData(@"^\P{L}$", "1", "a")]
    [InlineData(@"^\p{^L}$", "1", "a")]
    [InlineData(@"^\p{gc=Nd}$", "1", "a")]
    [InlineData(@"^[\p{L}&&\p{ascii}]+$", "ab", "ä")]
    [InlineData(@"^\x41\x{42}\u0043\U00000044$", "ABCD", "abcd")]
    [InlineData(@"^\x{1F600}$", "😀", "😁")]
    [InlineData(@"^\/\-\#\&\~\%\ $", "/-#&~% ", "/")]
    [InlineData(@"^\t\n\r\f\v\a$", "\t\n\r\f\v\a", "tnrfva")]
    [InlineData("^a{2}$", "aa", "a")]
    [InlineData("^a{2,}$", "aaa", "a")]
    [InlineData("^a{1,2}$", "a", "aaa")]
    [InlineData("^a{ 1 , 2 }$", "aa", "aaa")]
    [InlineData("^(?:ab)*$", "abab", "aba")]
    [InlineData("^a**$", "aa", "b")]
    [InlineData("^a{2}{2}$", "aaaa", "aa")]
    [InlineData("a||b", "", null)]
    [InlineData("()", "", null)]
    [InlineData("", "", null)]
    [InlineData("^(?:a|b|)c$", "c", "abc")]
    [InlineData("}]", "}]", "}")]
    [InlineData("^[a&&b]|c$", "c", "a")]
    public void IsMatch_Pattern_AsRustRegex(string pattern, string matching, string? other)
    {
        var compiled = Compile(pattern);
        Assert.True(compiled.IsMatch(matching), matching);
        if (other is not null)
        {
            Assert.False(compiled.IsMatch(other), other);
        }
    }

    // One character is one code point, not one UTF-16 unit.
    [Theory]
    [InlineData("^.$", true)]
    [InlineData("^..$", false)]
    [InlineData("(?s)^.$", true)]
    [InlineData("^[^a]$", true)]
    [InlineData("^[^a]{2}$", false)]
    [InlineData(@"^\W$", true)]
    [InlineData(@"^\D$", true)]
    [InlineData(@"^\D\D$", false)]
    [InlineData(@"^\S$", true)]
    [InlineData("^[😀-😂]$", true)]
    [InlineData("^[^😀-😂]$", false)]
    [InlineData("^[😁-😂]$", false)]
    [InlineData("^😀?$", true)]
    [InlineData("^😀{2}$", false)]
    [InlineData(@"^[\x{0}-\x{10FFFF}]$", true)]
    [InlineData(@"^[\x{10000}-\x{1F601}]$", true)]
    [InlineData(@"^[\x{1F5FF}-\x{2FFFF}]$", true)]
    [InlineData(@"^[\x{1F601}-\x{10FFFF}]$", false)]
    [InlineData(@"^\p{Any}$", true)]
    [InlineData(@"^\P{L}$", true)]
    [InlineData("^[[:^alpha:]]$", true)]
    [InlineData(@"^[\p{Any}--a]$", true)]
    [InlineData(@"^[\P{L}&&[😀]]$", true)]
    [InlineData(@"^[😀--\P{L}]$", false)]
    [InlineData(@"^[\p{So}a]$", false)]
    [InlineData(@"[\x{D83D}]", null)]
    public void IsMatch_CharacterBeyondTheBasicPlane_IsOneCharacter(string pattern, bool? matches)
    {
        if (matches is null)
        {
            Assert.False(CompiledPattern.TryCompile(pattern, out _, out _));
            return;
        }

        Assert.Equal(matches, Compile(pattern).IsMatch("😀"));
    }

    [Theory]
    [InlineData("a(?=b)", 1, "look-around")]
    [InlineData("a(?!b)", 1, "look-around")]
    [InlineData("(?<=a)b", 0, "look-around")]
    [InlineData("(?<!a)b", 0, "look-around")]
    [InlineData(@"(a)\1", 3, "back-references")]
    [InlineData(@"(?<n>a)\k<n>", 7, "back-references")]
    [InlineData("(?>a)", 0, "unknown kind of group")]
    [InlineData("(?#a)", 0, "unknown kind of group")]
    [InlineData("(?P=n)", 0, "unknown kind of group")]
    [InlineData("(?P>n)", 0, "unknown kind of group")]
    [InlineData("(a", 0, "not closed")]
    [InlineData("a)", 1, "unopened group")]
    [InlineData("[a", 0, "not closed")]
    [InlineData("[]", 0, "not closed")]
    [InlineData("[b-a]", 1, "not a range")]
    [InlineData(@"[a-\d]", 1, "not a range")]
    [InlineData(@"[\b]", 1, "unknown escape")]
    [InlineData("*a", 0, "nothing to repeat")]
    [InlineData("a|+", 2, "nothing to repeat")]
    [InlineData("(?i)*", 4, "nothing to repeat")]
    [InlineData("{1}", 0, "nothing to repeat")]
    [InlineData("a{", 1, "not closed")]
    [InlineData("a{b}", 1, "not a count")]
    [InlineData("a{,2}", 1, "not a count")]
    [InlineData("a{2,1}", 1, "not a count")]
    [InlineData("a{99999999999}", 1, "not a count")]
    [InlineData(@"\Z", 0, "unknown escape")]
    [InlineData(@"\q", 0, "unknown escape")]
    [InlineData(@"\0", 0, "unknown escape")]
    [InlineData("a\\", 1, "escapes nothing")]
    [InlineData(@"\<a", 0, "half word boundaries")]
    [InlineData(@"\b{start}a", 0, "half word boundaries")]
    [InlineData(@"\p{Greek}", 0, "unknown property")]
    [InlineData(@"\p{L", 0, "not closed")]
    [InlineData(@"\x4", 0, "not the number")]
    [InlineData(@"\x{110000}", 0, "not the number")]
    [InlineData(@"\x{}", 0, "not the number")]
    [InlineData("(?<1a>b)", 3, "not the name of a group")]
    [InlineData("(?<a>b)(?P<a>c)", 11, "used twice")]
    [InlineData("(?<a", 3, "not the name of a group")]
    [InlineData("(?-u)a", 3, "flag `-u`")]
    [InlineData("(?R)a", 2, "flag `R`")]
    [InlineData("(?ii)a", 3, "twice")]
    [InlineData("(?i-)a", 0, "flags are missing")]
    [InlineData("(?:a{1000}){1000}", 0, "repetitions are written out")]
    [InlineData("(((a{1000}){1000}){1000}){1000}", 0, "repetitions are written out")]
    public void TryCompile_NotAvailable_SaysWhereAndWhat(string pattern, int index, string message)
    {
        Assert.False(CompiledPattern.TryCompile(pattern, out _, out var error));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(index, error.Index);
        Assert.InRange(error.Index + error.Length, 0, pattern.Length);
    }

    [Fact]
    public void TryCompile_TooDeep_IsRefused()
    {
        Assert.False(CompiledPattern.TryCompile(new string('(', 10_000), out _, out var groups));
        Assert.Contains("nested deeper", groups.Message, StringComparison.Ordinal);
        Assert.False(CompiledPattern.TryCompile(string.Concat(Enumerable.Repeat("[a", 10_000)), out _, out var brackets));
        Assert.Contains("nested deeper", brackets.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCapture_Groups_NumberedFromLeftToRight()
    {
        var captures = new Dictionary<string, string>();
        Assert.True(Compile("(?P<first>a)(b)(?<third>c)?(?:d)").TryCapture("xabd", captures));
        Assert.Equal(new Dictionary<string, string> { ["0"] = "abd", ["1"] = "a", ["first"] = "a", ["2"] = "b" }, captures);
    }

    [Fact]
    public void TryCapture_NoMatch_AddsNothing()
    {
        var captures = new Dictionary<string, string>();
        Assert.False(Compile("(a)").TryCapture("b", captures));
        Assert.Empty(captures);
    }

    [Theory]
    [InlineData("a+", "aaa")]
    [InlineData("a+?", "a")]
    [InlineData("(?U)a+", "a")]
    [InlineData("(?U)a+?", "aaa")]
    [InlineData("a|aaa", "a")]
    [InlineData("a{1,2}?", "a")]
    public void FirstMatch_Greed_AsRustRegex(string pattern, string match) => Assert.Equal(match, Compile(pattern).FirstMatch("baaa"));

    private static CompiledPattern Compile(string pattern)
    {
        Assert.True(CompiledPattern.TryCompile(pattern, out var compiled, out var error), error?.Message);
        return compiled;
    }

    [Fact]
    public void TryCompile_WhenUsed_GetsReadyAtTheFirstMatch()
    {
        Assert.True(CompiledPattern.TryCompile("^/only-here-[a-z]+/(?<id>[0-9]+)$", out var pattern, out _, whenUsed: true));
        Assert.False(pattern.IsPrepared);

        Assert.True(pattern.IsMatch("/only-here-abc/12"));

        Assert.True(pattern.IsPrepared);
        Assert.False(pattern.IsMatch("/only-here-abc/12x"));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a{3,2}")]
    [InlineData("(?=a)")]
    [InlineData("\\1")]
    [InlineData("[z-a]")]
    public void TryCompile_WhenUsed_SaysWhatIsWrongAtOnce(string pattern)
    {
        Assert.False(CompiledPattern.TryCompile(pattern, out _, out var error, whenUsed: true));
        Assert.False(CompiledPattern.TryCompile(pattern, out _, out var same));
        Assert.Equal(same, error);
    }

    [Fact]
    public void TryCompile_PatternInUse_IsTheSame()
    {
        Assert.True(CompiledPattern.TryCompile("shared-[0-9]+", out var one, out _, whenUsed: true));
        Assert.True(CompiledPattern.TryCompile("shared-[0-9]+", out var two, out _));

        Assert.Same(one, two);
        Assert.True(one.IsPrepared);
    }

    [Fact]
    public void TryCompile_ManyPatternsLetGo_LeaveNothingBehind()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.True(CompiledPattern.TryCompile($"gone-{i}-[a-z]", out _, out _, whenUsed: true));
        }

        // The cache of patterns is swept as it grows.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 << 20);
    }
}
