using System.Net;
using System.Net.Sockets;
using Mhero.DevHost.Examples;
using Mhero.DevHost.Services;
using Mhero.Simulator;
using Mhero.Simulator.Dhis2;
using Mhero.Simulator.Floip;

namespace Mhero.DevHost.Run;

/// <summary>The parts that a local run starts beside the functions: Azurite, a FHIR server, a RapidPro simulator.</summary>
internal sealed class LocalParts : IAsyncDisposable
{
    public const int FunctionsPort = 7071;

    private const int AzuritePort = 10000;
    private const int SimulatorPort = 8500;
    private const int FhirPort = 8600;
    private const int FloipPort = 8700;
    private const int Dhis2Port = 8800;

    private AzuriteProcess? _azurite;

    public RapidProSimulator? Simulator { get; private set; }

    public FhirServerProcess? FhirServer { get; private set; }

    public FloipServer? FloipServer { get; private set; }

    public Dhis2Server? Dhis2 { get; private set; }

    /// <summary>Starts what the settings leave to this machine and notes the addresses in them.</summary>
    public async Task StartAsync(LocalSettings settings, LocalRunOptions options, CancellationToken cancellationToken)
    {
        void Say(string message) => options.Progress?.Report(new LocalRunProgress(message));
        int Port(int known) => options.UseKnownPorts && IsFree(known) ? known : 0;

        if (settings.NeedsAzurite || settings.NeedsFhirServer)
        {
            await NodeModules.EnsureAsync(Say, cancellationToken);
        }

        if (settings.NeedsSimulator)
        {
            Say("Starting the RapidPro simulator");
            Simulator = await RapidProSimulator.StartAsync(
                new RapidProSimulatorOptions { Token = LocalSettings.SimulatorToken, Port = Port(SimulatorPort) }, cancellationToken);
            settings.UseSimulator(Simulator.BaseUrl);
        }

        if (settings.NeedsFloipServer)
        {
            FloipServer = await FloipServer.StartAsync(
                new FloipServerOptions { Token = LocalSettings.FloipToken, Port = Port(FloipPort), RowsPerPage = 10, PackagesPerPage = 4 }, cancellationToken);
            settings.UseFloipServer(FloipServer.BaseUrl);
        }

        if (settings.NeedsDhis2)
        {
            Dhis2 = await Dhis2Server.StartAsync(new Dhis2ServerOptions { Token = LocalSettings.Dhis2Token, Port = Port(Dhis2Port) }, cancellationToken);
            settings.UseDhis2(Dhis2.BaseUrl, UseCaseExample.ReportMappings(CloneFolder.Examples));
        }

        Say((settings.NeedsAzurite, settings.NeedsFhirServer) switch
        {
            (true, true) => "Starting Azurite and the FHIR server",
            (true, false) => "Starting Azurite",
            (false, true) => "Starting the FHIR server",
            _ => "Using the systems that the settings name",
        });
        await Task.WhenAll(StartAzuriteAsync(), StartFhirServerAsync());

        async Task StartAzuriteAsync()
        {
            if (settings.NeedsAzurite)
            {
                _azurite = await AzuriteProcess.StartAsync(
                    new AzuriteOptions { BlobPort = Port(AzuritePort), QueuePort = Port(AzuritePort + 1), TablePort = Port(AzuritePort + 2) }, cancellationToken);
                settings.UseAzurite(_azurite.ConnectionString);
            }
        }

        async Task StartFhirServerAsync()
        {
            if (settings.NeedsFhirServer)
            {
                FhirServer = await FhirServerProcess.StartAsync(Port(FhirPort), options.FhirProfile, cancellationToken);
                settings.UseFhirServer(FhirServer.BaseUrl);
            }
        }
    }

    /// <summary>Puts the examples' people and Questionnaires into both sides.</summary>
    public async Task SeedAsync(IReadOnlyList<UseCaseExample> examples, IProgress<LocalRunProgress>? progress, CancellationToken cancellationToken)
    {
        var workforce = ExampleWorkforce.Load(CloneFolder.ContactsExample);
        var workers = await workforce.SeedAsync(FhirServer!.BaseUrl, cancellationToken);
        var contacts = workforce.Seed(Simulator!.Workspace);
        progress?.Report(new LocalRunProgress($"Seeded {workers} Practitioners and {contacts} contacts from examples/1-contacts-in-step"));
        foreach (var example in examples)
        {
            await example.SeedAsync(FhirServer.BaseUrl, cancellationToken);
            example.SeedContacts(Simulator.Workspace);
            if (FloipServer is { } floip)
            {
                example.SeedFlowResults(floip);
            }

            if (Dhis2 is { } dhis2)
            {
                example.SeedDhis2(dhis2);
            }
        }
    }

    public static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Simulator is not null)
        {
            await Simulator.DisposeAsync();
        }

        if (FloipServer is not null)
        {
            await FloipServer.DisposeAsync();
        }

        if (Dhis2 is not null)
        {
            await Dhis2.DisposeAsync();
        }

        if (FhirServer is not null)
        {
            await FhirServer.DisposeAsync();
        }

        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }
    }
}
