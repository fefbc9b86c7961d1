using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Sightglass.ControlPlane.Storage.Sqlite;

/// <summary>
/// Chooses the SQLite engine: the system's, which is kept up to date by whoever runs the machine, and only without one the engine that
/// comes with the package.
/// </summary>
internal static class SqliteLibrary
{
    private const string SystemLibrary = "libsqlite3.so.0";

    private static readonly Lock Once = new();
    private static bool _done;

    /// <summary>The file the engine is in.</summary>
    public static string Source { get; private set; } = "bundled";

    public static void Initialize()
    {
        lock (Once)
        {
            if (_done)
            {
                return;
            }

            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            Batteries_V2.Init();
            _done = true;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad(SystemLibrary, out var handle))
        {
            Source = SystemLibrary;
            return handle;
        }

        // Zero: the runtime goes on with its usual search, which finds the package's engine.
        return nint.Zero;
    }
}
