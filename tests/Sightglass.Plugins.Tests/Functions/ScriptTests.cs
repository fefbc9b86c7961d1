using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sightglass.Plugins.Functions;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary>What all tests of scripts need.</summary>
public abstract class ScriptTests
{
    private protected static PluginHandler Create(string phase, params string[] chunks) => Create([(phase, chunks)]);

    private protected static PluginHandler Create(params (string Phase, string[] Chunks)[] phases)
    {
        var config = new JsonObject();
        foreach (var (phase, chunks) in phases)
        {
            config[phase] = new JsonArray([.. chunks.Select(chunk => (JsonNode)chunk)]);
        }

        return PluginFactory.Create(new FunctionPlugin("pre-function", 1_000_000, new LuaHost()), config.ToJsonString());
    }

    /// <summary>Runs a chunk in the access phase and gives what it left in kong.ctx.shared.result.</summary>
    private protected static async Task<object?> Result(string chunk, FakePluginContext? context = null)
    {
        context ??= new FakePluginContext();
        await using var handler = Create("access", chunk);
        await handler.AccessAsync(context);
        return context.Items.TryGetValue("result", out var result) ? result : null;
    }

    /// <summary>Runs a chunk that has to fail, and gives the message, with <c>chunk</c> for the part that quotes the chunk's first line.</summary>
    private protected static async Task<string> Failure(string chunk, FakePluginContext? context = null)
    {
        await using var handler = Create("access", chunk);
        return Quoted.Replace((await Assert.ThrowsAsync<LuaException>(() => handler.AccessAsync(context ?? new FakePluginContext()).AsTask())).Message, "chunk");
    }

    private static readonly Regex Quoted = new("""\[string ".*?"\]""", RegexOptions.None, TimeSpan.FromSeconds(1));

    private protected static string Filter(PluginHandler handler, FakePluginContext context, params string[] pieces)
    {
        var output = new StringBuilder();
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = new BodyPiece { Data = Encoding.UTF8.GetBytes(pieces[i]), IsLast = i == pieces.Length - 1 };
            handler.BodyFilter(context, ref piece);
            output.Append(Encoding.UTF8.GetString(piece.Data.Span));
        }

        return output.ToString();
    }
}
