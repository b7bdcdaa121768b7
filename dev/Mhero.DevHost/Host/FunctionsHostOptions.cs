using System.Reflection;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Routing;

namespace Mhero.DevHost.Host;

/// <summary>The app that a <see cref="FunctionsHost"/> runs, and its settings.</summary>
public sealed class FunctionsHostOptions
{
    /// <summary>The assembly whose public methods with <c>[Function]</c> are hosted.</summary>
    public required Assembly FunctionsAssembly { get; init; }

    /// <summary>
    /// The app settings: connections, the <c>%Setting%</c> of schedules and queue names, <c>AzureWebJobs.&lt;Function&gt;.Disabled</c>,
    /// <c>WEBSITE_TIME_ZONE</c>, <c>FUNCTIONS_REQUEST_BODY_SIZE_LIMIT</c>, <c>AzureFunctionsWebHost__hostid</c>, and
    /// <c>AzureFunctionsJobHost__…</c>, which goes before host.json. The functions get the same settings injected.
    /// </summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Registers what the functions inject, logging included. Takes the services and the app settings.</summary>
    public Action<IServiceCollection, IConfiguration> ConfigureServices { get; init; } = static (_, _) => { };

    /// <summary>Adds addresses of the host's own, beside those of the functions.</summary>
    public Action<IEndpointRouteBuilder> MapRoutes { get; init; } = static _ => { };

    /// <summary>
    /// Gives the client of a queue by its name, for a storage account that no connection string leads to. The client must hand
    /// texts over as they are. Null: queues are in the accounts that the settings name.
    /// </summary>
    public Func<string, QueueClient>? Queues { get; init; }

    /// <summary>The path of a host.json, or null for the runtime's defaults.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>The key that opens functions of level Function. Default: a new random one.</summary>
    public string FunctionKey { get; init; } = NewKey();

    /// <summary>The key that opens every function and <c>/admin</c>. Default: a new random one.</summary>
    public string MasterKey { get; init; } = NewKey();

    /// <summary>The TCP port on the loopback address; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The clock of the timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The clock by which queues are polled and messages are kept hidden. It has to be the one of the storage service, which is the real one but for <see cref="Queues"/> with another.</summary>
    public TimeProvider QueueTime { get; init; } = TimeProvider.System;

    /// <summary>False: timers run only when they are invoked.</summary>
    public bool RunTimers { get; init; } = true;

    /// <summary>
    /// How long a received message stays hidden unless the live host renews it. The messages
    /// of a host that died come back after this time. Azure hides them for ten minutes, too long for local work. At least one second.
    /// </summary>
    public TimeSpan MessageLease { get; init; } = TimeSpan.FromSeconds(30);

    private static string NewKey() => Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
}
