using Sightglass.Web.Tests.DevHost;

namespace Sightglass.Web.Tests;

/// <summary>Runs the tests; with the argument <c>serve</c> it shows the UI over fake services instead, until Ctrl+C.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["serve", ..])
        {
            return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments);
        }

        await using var host = await UiHost.StartAsync(FakeWorld.CreateDemo(TimeProvider.System), int.Parse(arguments.ElementAtOrDefault(1) ?? "0"));
        Console.WriteLine($"{host.Address} (user {FakeAccess.UserName}, password {FakeAccess.Password})");
        await host.WaitForShutdownAsync();
        return 0;
    }
}
