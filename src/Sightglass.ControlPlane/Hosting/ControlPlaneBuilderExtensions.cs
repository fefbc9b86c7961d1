using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Validation;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Ingest;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Pki;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;
using Sightglass.ControlPlane.Storage.Sqlite;
using Sightglass.ControlPlane.Uploads;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>Adds a control plane to an application.</summary>
public static class ControlPlaneBuilderExtensions
{
    /// <summary>
    /// Adds everything a control plane needs and opens the API's port. <see cref="IDebugSessions"/>, <see cref="IControlPlanes"/>,
    /// <see cref="ICoreEntities"/>, <see cref="IAccess"/> and <see cref="ITraceUploads"/> can be asked for then.
    /// </summary>
    /// <exception cref="ControlPlaneStartException">Options are not valid (all are named), or the data directory cannot be used.</exception>
    public static WebApplicationBuilder AddControlPlane(this WebApplicationBuilder builder, ControlPlaneOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { IsEmpty: false } errors)
        {
            throw new ControlPlaneStartException($"The control plane's settings are not valid:\n  {string.Join("\n  ", errors)}");
        }

        var directory = DataDirectory.Open(options.DataDirectory);
        builder.Services.AddSingleton(options with { DataDirectory = directory.Path });
        builder.Services.AddSingleton(options.TimeProvider);

        // By a factory, so that the container releases the directory in the end.
        builder.Services.AddSingleton(_ => directory);
        // It warns at every start that its keys are not encrypted; they are in a directory that only the owner may enter.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddDataProtection().SetApplicationName("sightglass").PersistKeysToFileSystem(Keys(directory));
        builder.Services.AddStorage().AddIdentity().AddConfiguration().AddNodes().AddDebugger();
        builder.Services.AddSingleton<FirstLoginHolder>();
        builder.Services.AddSingleton(services => new ControlPlaneAddresses(
            services.GetRequiredService<IServer>(), services.GetRequiredService<ClusterServer>(), services.GetRequiredService<TelemetryServer>()));
        builder.Services.AddSingleton(services => new ControlPlaneSetup(
            services.GetRequiredService<IStorage>(),
            services.GetRequiredService<IControlPlanes>(),
            services.GetRequiredService<IAccess>(),
            services.GetRequiredService<ConfigurationService>(),
            services.GetRequiredService<NodeEnrollment>(),
            services.GetRequiredService<ControlPlaneOptions>()));
        builder.Services.AddHostedService<ControlPlaneStartup>();
        builder.Services.AddHostedService<RetentionService>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.ApiAddress), options.ApiPort, listen =>
            {
                if (options.ApiCertificateFile is { } certificate)
                {
                    using var pem = X509Certificate2.CreateFromPemFile(certificate, options.ApiKeyFile);
                    listen.UseHttps(X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null));
                }
            });
        });
        return builder;
    }

    private static DirectoryInfo Keys(DataDirectory directory)
    {
        var path = Path.Combine(directory.Path, "cookie-keys");
        PrivateFile.CreateDirectory(path);
        return new DirectoryInfo(path);
    }

    private static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddSingleton<IStorage>(provider => SqliteStorage.Open(provider.GetRequiredService<DataDirectory>().Path))
        .AddSingleton<IMasterKey>(provider => FileMasterKey.LoadOrCreate(provider.GetRequiredService<DataDirectory>().Path))
        .AddSingleton<DataKeys>()
        .AddSingleton<AuditLog>();

    private static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddSingleton<IPasswordHasher<UserRecord>, PasswordHasher<UserRecord>>()
        .AddSingleton<SignInLimiter>()
        .AddSingleton<AccessService>()
        .AddSingleton<IAccess>(provider => provider.GetRequiredService<AccessService>())
        .AddSingleton<FirstRun>()
        .AddSingleton<TokenEndpoints>();

    private static IServiceCollection AddConfiguration(this IServiceCollection services) => services
        .AddSingleton(provider => new EntityValidator(new ValidationOptions
        {
            Plugins = provider.GetRequiredService<ControlPlaneOptions>().Plugins,
            Time = provider.GetRequiredService<TimeProvider>(),
        }))
        .AddSingleton<ConfigurationService>()
        .AddSingleton<ConfigurationPusher>()
        .AddSingleton<CoreEntityService>()
        .AddSingleton<ICoreEntities>(provider => provider.GetRequiredService<CoreEntityService>())
        .AddSingleton<CoreEntityEndpoints>()
        .AddSingleton<DeclarativeConfigEndpoints>()
        .AddSingleton<ControlPlanes.ClusterEndpoints>()
        .AddSingleton<ControlPlaneService>()
        .AddSingleton<IControlPlanes>(provider => provider.GetRequiredService<ControlPlaneService>())
        .AddSingleton<ControlPlaneEndpoints>();

    private static IServiceCollection AddNodes(this IServiceCollection services) => services
        .AddSingleton(provider => ClusterAuthority.LoadOrCreate(
            provider.GetRequiredService<DataDirectory>().Path,
            provider.GetRequiredService<ControlPlaneOptions>().AdvertisedHosts,
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new NodeEnrollment(
            provider.GetRequiredService<ClusterAuthority>(),
            provider.GetRequiredService<IStorage>(),
            provider.GetRequiredService<CertificateRegistry>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<CertificateRegistry>()
        .AddSingleton<CertificateService>()
        .AddSingleton<NodeRegistry>()
        .AddSingleton(provider => new NodeDirectory(
            provider.GetRequiredService<IStorage>(),
            provider.GetRequiredService<NodeRegistry>(),
            provider.GetRequiredService<TimeProvider>(),
            Heartbeat(provider)))
        .AddSingleton(provider => new NodeChannelContext(
            provider.GetRequiredService<NodeRegistry>(),
            provider.GetRequiredService<NodeDirectory>(),
            provider.GetRequiredService<SessionCoordinator>(),
            provider.GetRequiredService<ConfigurationPusher>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NodeChannel>>())
        {
            Heartbeat = Heartbeat(provider),
        })
        .AddSingleton<ClusterServer>()
        .AddSingleton<TraceIngest>()
        .AddSingleton<TelemetryServer>()
        .AddSingleton<NodeEndpoints>();

    private static IServiceCollection AddDebugger(this IServiceCollection services) => services
        .AddSingleton(provider => Settings(provider.GetRequiredService<ControlPlaneOptions>()))
        .AddSingleton<SessionSignals>()
        .AddSingleton<SessionCoordinator>()
        .AddSingleton<IDebugSessions, DebugSessionService>()
        .AddSingleton<SessionEventStream>()
        .AddSingleton<DebugSessionEndpoints>()
        .AddSingleton<TraceEndpoints>()
        .AddSingleton<CaptureEndpoints>()
        .AddSingleton<MaskingRuleEndpoints>()
        .AddSingleton<ITraceUploads, UploadService>()
        .AddSingleton<UploadEndpoints>();

    private static TimeSpan Heartbeat(IServiceProvider provider) =>
        TimeSpan.FromSeconds(provider.GetRequiredService<ControlPlaneOptions>().HeartbeatSeconds);

    private static SessionSettings Settings(ControlPlaneOptions options) => new()
    {
        MaxRunning = options.MaxRunningSessions,
        ConfirmTimeout = TimeSpan.FromSeconds(options.ConfirmSeconds),
        RetentionDays = options.RetentionDays,
        OfflineAfter = TimeSpan.FromSeconds(options.HeartbeatSeconds * 3),
    };
}
