using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Lua.Host;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.Functions;

internal sealed class FunctionHandler(LuaPool pool, Dictionary<PluginPhases, int> groups) : PluginHandler
{
    // Scripts that never speak of the service have no way to ask for its headers.
    private readonly bool _mayReadServiceHeaders = pool.Program.Groups.Any(static group => group.Chunks.Any(
        static chunk => chunk.Contains("service", StringComparison.Ordinal) || chunk.Contains("upstream_http_", StringComparison.Ordinal)));

    private readonly int _certificate = groups.GetValueOrDefault(PluginPhases.Certificate, -1);
    private readonly int _rewrite = groups.GetValueOrDefault(PluginPhases.Rewrite, -1);
    private readonly int _access = groups.GetValueOrDefault(PluginPhases.Access, -1);
    private readonly int _headerFilter = groups.GetValueOrDefault(PluginPhases.HeaderFilter, -1);
    private readonly int _bodyFilter = groups.GetValueOrDefault(PluginPhases.BodyFilter, -1);
    private readonly string _replacementKey = ResponseFunctions.ReplacementKey(pool.Program);
    private readonly int _log = groups.GetValueOrDefault(PluginPhases.Log, -1);

    public override ValueTask CertificateAsync(CertificateContext context, CancellationToken cancellationToken) =>
        _certificate < 0 ? default : pool.RunAsync(new LuaRun
        {
            Program = pool.Program,
            Group = _certificate,
            Phase = PluginPhases.Certificate,
            Certificate = context,
            Cancellation = cancellationToken,
        });

    public override ValueTask RewriteAsync(PluginContext context) => RunAsync(context, PluginPhases.Rewrite, _rewrite);

    public override PluginNeeds Needs => _mayReadServiceHeaders ? PluginNeeds.ServiceHeaders : PluginNeeds.None;

    public override ValueTask AccessAsync(PluginContext context) => RunAsync(context, PluginPhases.Access, _access);

    public override void HeaderFilter(PluginContext context)
    {
        if (_headerFilter >= 0)
        {
            pool.Run(Make(context, PluginPhases.HeaderFilter, _headerFilter));
        }
    }

    public override void BodyFilter(PluginContext context, ref BodyPiece piece)
    {
        if (_headerFilter < 0 && _bodyFilter < 0)
        {
            return;
        }

        if (context.Items.TryGetValue(_replacementKey, out var item) && item == ResponseFunctions.Ended)
        {
            piece.Data = default;
            return;
        }

        if (item is byte[] replacement)
        {
            // An exit in header_filter has replaced the body: it goes in the place of the first piece.
            piece.Data = replacement;
            context.Items[_replacementKey] = Array.Empty<byte>();
        }

        if (_bodyFilter >= 0)
        {
            var run = Make(context, PluginPhases.BodyFilter, _bodyFilter);
            run.Piece = piece;
            pool.Run(run);
            piece.Data = run.Piece.Data;
        }
    }

    public override ValueTask LogAsync(PluginContext context) => RunAsync(context, PluginPhases.Log, _log);

    public override async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask RunAsync(PluginContext context, PluginPhases phase, int group) =>
        group < 0 ? default : pool.RunAsync(Make(context, phase, group));

    private LuaRun Make(PluginContext context, PluginPhases phase, int group) => new()
    {
        Program = pool.Program,
        Group = group,
        Phase = phase,
        Context = context,
        Scope = context.IoScope(),

        // After the response the client is usually gone, and that must not stop the log phase.
        Cancellation = phase == PluginPhases.Log ? CancellationToken.None : context.Aborted,
    };
}
