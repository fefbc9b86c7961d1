using System.Runtime.CompilerServices;
using Sightglass.Gateway.Hosting;

namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>Runs the tests as the product runs: socket completions on the event loop.</summary>
internal static class EventLoop
{
#pragma warning disable CA2255 // A test run has no Main of ours, and it must be done before the first socket.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Enable() => InlineCompletions.Enable();
}
