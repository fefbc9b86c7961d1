using System.Runtime.CompilerServices;
using Sightglass.ControlPlane.Debugger;

namespace Sightglass.Web.Debugger.Live;

/// <summary>What changes on a session's page.</summary>
internal static class SessionChanges
{
    /// <summary>One change for each of the session's events; the last one ends it.</summary>
    public static async IAsyncEnumerable<ChangeKind> Of(SessionWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var happened in watch.Events.WithCancellation(cancellationToken))
        {
            yield return happened.End is null ? ChangeKind.Changed : ChangeKind.Last;
        }
    }
}
