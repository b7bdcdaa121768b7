using System.Net;
using Mhero.Simulator.Api;
using Mhero.Simulator.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Mhero.Simulator;

/// <summary>
/// A server on the loopback interface that answers API v2 like RapidPro: contacts, contact_actions, groups, fields,
/// flows, definitions, runs, messages, broadcasts, flow_starts, channels, resthooks, resthook_subscribers, workspace (and its alias org). It was written against recordings of RapidPro 9.0.0 and is held to them by a test, and
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
    private readonly WebApplication _app;

    private RapidProSimulator(RapidProSimulatorOptions options)
    {
        Options = options;
        Workspace = new RapidProWorkspace(options);
        Requests = new SimulatorLog(options.RememberedRequests);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _app = builder.Build();
        var api = new ApiHandler(this);
        var pages = new ControlPages(this);
        _app.Run(http => http.Request.Path.Value!.StartsWith(ApiRouter.Root, StringComparison.Ordinal)
            ? api.HandleAsync(http, _stopping.Token)
            : pages.HandleAsync(http));
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
            await simulator._app.StartAsync(cancellationToken);
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }

        var addresses = simulator._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        simulator.BaseUrl = new Uri(addresses.Addresses.Single() + "/");
        return simulator;
    }

    /// <summary>Stops listening, and lets go of every request that hangs.</summary>
    /// <returns>A task that ends when it has.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }
}
