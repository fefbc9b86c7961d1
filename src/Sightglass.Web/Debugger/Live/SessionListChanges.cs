using System.Runtime.CompilerServices;
using Sightglass.ControlPlane.Identity;
using Sightglass.Web.Debugger.Sessions;

namespace Sightglass.Web.Debugger.Live;

/// <summary>What changes in the table of sessions: looked at once a second, because sessions of many control planes stand in it.</summary>
internal sealed class SessionListChanges(SessionDirectory directory, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<ChangeKind> Watch(
        Principal principal, Guid? plane, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var timer = new PeriodicTimer(Interval, time);
        int? before = null;
        while (true)
        {
            var now = Signature(await directory.ListAsync(principal, plane, cancellationToken));
            if (before is not null && now != before)
            {
                yield return ChangeKind.Changed;
            }

            before = now;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static int Signature(SessionList list)
    {
        var hash = new HashCode();
        foreach (var entry in list.Entries)
        {
            var session = entry.Session;
            hash.Add(session.Id);
            hash.Add(session.State);
            hash.Add(session.TraceCount);
            hash.Add(session.DroppedCount);
            hash.Add(session.Name);
        }

        return hash.ToHashCode();
    }
}
