using System.Text;
using Sightglass.Plugins.Lua.Sources;

namespace Sightglass.Plugins.Lua;

/// <summary>
/// Makes whole numbers read as such where a chunk joins them to text. Scripts of the field expect <c>10 / 2 .. ""</c> to be <c>5</c>; the
/// interpreter's own operator says <c>5.0</c>, and it cannot be told otherwise. So operands of <c>..</c> that may be numbers go through
/// a function first. Lines stay what they are.
/// </summary>
internal sealed class LuaRewriter
{
    /// <summary>A function of the texts' metatable: it is found whatever globals a chunk has.</summary>
    private const string Before = "(\"\").__text(";

    private readonly LuaParser _parser;

    private LuaRewriter(string source) => _parser = new LuaParser(source);

    /// <summary>The chunk to compile. One that is not Lua is given back, for the interpreter to say what is wrong.</summary>
    public static string Rewrite(string source)
    {
        if (!source.Contains("..", StringComparison.Ordinal))
        {
            return source;
        }

        try
        {
            var rewriter = new LuaRewriter(source);
            rewriter._parser.ReadChunk();
            return Insert(source, rewriter._parser.Joined);
        }
        catch (FormatException)
        {
            return source;
        }
    }

    private static string Insert(string source, List<LuaOperand> operands)
    {
        if (operands.Count == 0)
        {
            return source;
        }

        // Inner operands close before outer ones, and outer ones open before inner ones.
        var marks = new List<(int Position, bool Opens, int Other)>(operands.Count * 2);
        foreach (var operand in operands)
        {
            marks.Add((operand.Start, true, operand.End));
            marks.Add((operand.End, false, operand.Start));
        }

        marks.Sort(static (a, b) => a.Position != b.Position ? a.Position.CompareTo(b.Position)
            : a.Opens != b.Opens ? a.Opens.CompareTo(b.Opens)
            : b.Other.CompareTo(a.Other));
        var output = new StringBuilder(source.Length + (operands.Count * (Before.Length + 1)));
        var copied = 0;
        foreach (var (position, opens, _) in marks)
        {
            output.Append(source, copied, position - copied).Append(opens ? Before : ")");
            copied = position;
        }

        return output.Append(source, copied, source.Length - copied).ToString();
    }
}
