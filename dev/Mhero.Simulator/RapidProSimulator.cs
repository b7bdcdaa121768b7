using System.Net;
using Mhero.Simulator.Api;
using Mhero.Simulator.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Mhero.Simulator;

/// <summary>
/// A server on the loopback interface that answers API v2 like RapidPro: contacts, contact_actions, groups, fields,
/// flows, definitions, runs, messages, broadcasts, flow_starts, channels, workspace (and its alias org). It was written against recordings of RapidPro 9.0.0 and is held to them by a test, and
/// shares no code with mHero's client, so that the two cannot share an error.
/// </summary>
/// <remarks>
/// <c>GET /</c> shows what it holds, to people. Faults are driven by <see cref="Faults"/> or, without credentials since it
/// is reached from this machine only, by <c>POST /simulator/faults</c>, <c>DELETE /simulator/faults</c> and
/// <c>GET /simulator/requests</c>. A phone is played by <see cref="RapidProWorkspace.ReceiveAsync"/> or by
/// <c>POST /simulator/messages</c>.
/// </remarks>
public sealed class RapidProSimulator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ApiHandler _api;
    private WebApplication? _app;

    private RapidProSimulator(RapidProSimulatorOptions options)
    {
        Options = options;
        Workspace = new RapidProWorkspace(options);
        Requests = new SimulatorLog(options.RememberedRequests);
        _api = new ApiHandler(this);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>The options with which it was started.</summary>
    public RapidProSimulatorOptions Options { get; }

    /// <summary>The simulated workspace.</summary>
    public RapidProWorkspace Workspace { get; }

    /// <summary>The faults in force.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>The API requests that came.</summary>
    public SimulatorLog Requests { get; }

    /// <summary>Makes a simulator without a server: its API is reached by <see cref="CreateHandler"/> alone.</summary>
    /// <param name="options">How it behaves.</param>
    /// <returns>The simulator.</returns>
    public static RapidProSimulator Create(RapidProSimulatorOptions options) => new(options);

    /// <summary>Makes a handler that answers requests of the API in process, each on the thread that sends it.</summary>
    /// <returns>The handler, for an <see cref="HttpClient"/> with any base address.</returns>
    public HttpMessageHandler CreateHandler() => new InProcessHandler(http => _api.HandleAsync(http, _stopping.Token));

    /// <summary>Starts a simulator.</summary>
    /// <param name="options">How it shall behave.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A simulator that listens already.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the workspace's time zone.</exception>
    public static async Task<RapidProSimulator> StartAsync(RapidProSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var simulator = new RapidProSimulator(options);
        try
        {
            simulator._app = simulator.Build();
            await simulator._app.StartAsync(cancellationToken);
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }

        var addresses = simulator._app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        simulator.BaseUrl = new Uri(addresses.Addresses.Single() + "/");
        return simulator;
    }

    /// <summary>Stops listening, and lets go of every request that hangs.</summary>
    /// <returns>A task that ends when it has.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, Options.Port);
        });
        var app = builder.Build();
        var pages = new ControlPages(this);
        app.Run(http => http.Request.Path.Value!.StartsWith(ApiRouter.Root, StringComparison.Ordinal)
            ? _api.HandleAsync(http, _stopping.Token)
            : pages.HandleAsync(http));
        return app;
    }
}
