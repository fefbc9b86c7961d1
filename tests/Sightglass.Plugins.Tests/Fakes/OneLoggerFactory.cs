using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.Tests.Fakes;

/// <summary>Gives everybody the same logger.</summary>
internal sealed class OneLoggerFactory(ILogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
