using System.Diagnostics.Metrics;
using Mhero.Core;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.DevHost.Examples;
using Mhero.DevHost.Host;
using Mhero.Functions.Console;
using Mhero.Functions.Telemetry;
using Mhero.Functions.Timers;

namespace Mhero.DevHost.Run;

/// <summary>
/// mHero on one machine: the functions in the stand-in host, and for every system that the settings do not name a part of
/// its own, filled with the example workforce. Everything that it started ends with it.
/// </summary>
public sealed class LocalRun : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);

    /// <summary>The wait before a system that does not answer at the start is asked again.</summary>
    private static readonly TimeSpan SystemInterval = TimeSpan.FromSeconds(5);

    /// <summary>The readings of a round, in stages: runs come after flows and contacts, since they need Questionnaires and people.</summary>
    private static readonly (string Timer, string Kind, string Message)[][] Stages =
    [
        [
            (nameof(SyncRegistry), SyncKinds.Registry, "Reading the registry's workers"),
            (nameof(SyncContacts), SyncKinds.Contacts, "Reading RapidPro's contacts"),
        ],
        [(nameof(SyncGroups), SyncKinds.Groups, "Reading the groups of both sides")],
        [(nameof(SyncFlows), SyncKinds.Flows, "Reading RapidPro's flows")],
        [
            (nameof(Functions.Timers.SyncRuns), SyncKinds.Runs, "Reading RapidPro's runs"),
            (nameof(SyncMessages), SyncKinds.Messages, "Reading RapidPro's messages"),
            (nameof(SyncOptOuts), SyncKinds.OptOuts, "Reading the registry's Flags"),
        ],
    ];

    private readonly LocalRunOptions _options;
    private readonly LocalSettings _settings;
    private readonly LocalParts _parts = new();
    private IReadOnlyList<UseCaseExample> _examples = [];
    private FunctionsHost? _host;

    private LocalRun(LocalRunOptions options)
    {
        _options = options;
        _settings = new LocalSettings(options.Settings);
    }

    /// <summary>Address of the functions.</summary>
    public Uri BaseUrl => Host.BaseUrl;

    /// <summary>
    /// The key that opens the functions. It is another one at each start, but with a RapidPro of the user's, whose flows keep it, it
    /// stays as long as the token does. It is sent as <c>?code=</c> or header <c>x-functions-key</c>.
    /// </summary>
    public string FunctionKey => _settings.FunctionKey;

    /// <summary>The address that the webhooks of flows call, with the key.</summary>
    public Uri Webhook => new(BaseUrl, $"api/rapidpro/webhook?code={FunctionKey}");

    /// <summary>The secret that webhooks send as the header <c>X-Mhero-Secret</c>.</summary>
    public string WebhookSecret => _settings.WebhookSecret;

    /// <summary>
    /// The settings, as the environment has them, with which another program reaches the systems of this run; empty when a RapidPro was named, because
    /// then the environment has them.
    /// </summary>
    public IReadOnlyDictionary<string, string> StartedSystems => _parts.Simulator is null ? new Dictionary<string, string>() : _settings.StartedSystems();

    /// <summary>The link that opens the console, signed in.</summary>
    public Uri ConsolePage => ConsoleLink.Of(BaseUrl, FunctionKey);

    /// <summary>Page of the RapidPro simulator; null when a RapidPro was named.</summary>
    public Uri? SimulatorPage => _parts.Simulator?.BaseUrl;

    /// <summary>Page of the FHIR server; null when another one was named.</summary>
    public Uri? FhirServerPage => _parts.FhirServer is { } server ? new Uri(server.BaseUrl, "/") : null;

    /// <summary>Address of the DHIS2 that was started; null when there is none.</summary>
    public Uri? Dhis2Page => _parts.Dhis2?.BaseUrl;

    /// <summary>Base of the FHIR server that was started; null when another one was named.</summary>
    public Uri? FhirServerBase => _parts.FhirServer?.BaseUrl;

    /// <summary>The simulator that was started; null when a RapidPro was named.</summary>
    public Simulator.RapidProSimulator? Simulator => _parts.Simulator;

    /// <summary>Whether mHero's state is in an Azurite of this run and goes with it.</summary>
    public bool ForgetsState => _settings.NeedsAzurite;

    /// <summary>The functions' services.</summary>
    public IServiceProvider Services => Host.Services;

    private FunctionsHost Host => _host ?? throw new ObjectDisposedException(nameof(LocalRun));

    /// <summary>Checks the set-up, starts what is needed, seeds it, and starts the functions; their timers rest.</summary>
    /// <param name="options">The systems to use, and the receiver of the progress.</param>
    /// <param name="cancellationToken">Cancels the start; parts already started are ended.</param>
    /// <returns>A run that is ready for <see cref="RoundAsync"/>.</returns>
    /// <exception cref="SetupException">A setting is missing or wrong, or a system that it names cannot be used.</exception>
    /// <exception cref="Services.LocalServiceException">A part could not be installed or started.</exception>
    public static async Task<LocalRun> StartAsync(LocalRunOptions options, CancellationToken cancellationToken = default)
    {
        var run = new LocalRun(options);
        try
        {
            await run.StartAsync(cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads all pollers through the timers' functions and waits until all their work is handled.</summary>
    /// <param name="cancellationToken">Cancels the round; work on the queue stays there.</param>
    /// <returns>The report of the round.</returns>
    public async Task<RoundReport> RoundAsync(CancellationToken cancellationToken = default)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var calls = new CallCounts(Services.GetRequiredService<IMeterFactory>());
        var runs = new List<SyncExecution>();
        var playing = _examples;
        IReadOnlyDictionary<string, long> messages = new Dictionary<string, long>();
        foreach (var stage in Stages)
        {
            if (stage == Stages[^1])
            {
                await PlayAsync(cancellationToken);
                runs.AddRange(await ReadFlowResultsAsync(cancellationToken));
            }

            runs.AddRange(await ReadAsync(stage, cancellationToken));
        }

        if (playing.Count > 0)
        {
            messages = await SendAsync(playing, cancellationToken);

            // People who wrote, or were written to, changed as contacts; some have registered and so belong to groups; flows that
            // were started have runs.
            runs.AddRange(await ReadAsync(Stages[0], cancellationToken));
            runs.AddRange(await ReadAsync(Stages[1], cancellationToken));
            runs.AddRange(await ReadAsync(Stages[^1], cancellationToken));
        }

        runs.AddRange(await ReadReportsAsync(cancellationToken));

        // What an earlier process left on the queue of a storage account that outlived it belongs to none of these runs.
        await IdleAsync(cancellationToken);
        return RoundReport.Of(runs, calls.Counts, messages, TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>Sends what the examples' other systems ask for, once, and waits until it is known what became of each message.</summary>
    /// <returns>How many Communications the registry has of it, by status.</returns>
    private async Task<IReadOnlyDictionary<string, long>> SendAsync(IReadOnlyList<UseCaseExample> playing, CancellationToken cancellationToken)
    {
        using var messages = new ExampleMessages(BaseUrl, FunctionKey);
        foreach (var example in playing)
        {
            if (example.Channel is { } channel)
            {
                _parts.Simulator!.Workspace.Behaviour = channel;
            }

            if (example.Requests.Count > 0)
            {
                Say($"Sending the messages of examples/{example.Name}");
                await messages.SendAsync(example, cancellationToken);
            }
        }

        await IdleAsync(cancellationToken);
        return await messages.CountAsync(Services.GetRequiredService<Core.Fhir.FhirGateway>(), cancellationToken);
    }

    /// <summary>Has the examples' health workers write their messages, once; what their flows' webhooks bring is handled before this returns.</summary>
    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Africa/Kigali")).DateTime);
        foreach (var example in _examples)
        {
            Say($"Playing the conversations of examples/{example.Name}");
            foreach (var (from, messages) in example.ConversationsIn(today))
            {
                foreach (var message in messages)
                {
                    await _parts.Simulator!.Workspace.ReceiveAsync(from, PhoneText.TextOf(message), PhoneText.AttachmentsOf(message), cancellationToken);
                }
            }
        }

        _examples = [];
        await IdleAsync(cancellationToken);
    }

    /// <summary>Reads the FLOIP servers, where the settings have any.</summary>
    private Task<List<SyncExecution>> ReadFlowResultsAsync(CancellationToken cancellationToken) =>
        Services.GetRequiredKeyedService<ISync>(SyncKinds.Runs).Pollers.Contains(SyncKinds.FlowResults)
            ? ReadAsync([(nameof(SyncFlowResults), SyncKinds.FlowResults, "Reading the FLOIP servers")], cancellationToken)
            : Task.FromResult(new List<SyncExecution>());

    /// <summary>Reads the registry's reports, where the settings have a server for them.</summary>
    private Task<List<SyncExecution>> ReadReportsAsync(CancellationToken cancellationToken) =>
        Services.GetRequiredKeyedService<ISync>(SyncKinds.Reports).Pollers.Contains(SyncKinds.Reports)
            ? ReadAsync([(nameof(SyncReports), SyncKinds.Reports, "Reading the registry's reports")], cancellationToken)
            : Task.FromResult(new List<SyncExecution>());

    private async Task<List<SyncExecution>> ReadAsync((string Timer, string Kind, string Message)[] stage, CancellationToken cancellationToken)
    {
        var runs = Services.GetRequiredService<SyncLogStore>();
        var ids = new List<string>();
        foreach (var (timer, kind, message) in stage)
        {
            Say(message);
            await Host.InvokeTimerAsync(timer, cancellationToken);
            ids.Add((await runs.RecentAsync(kind, 1, cancellationToken))[0].Id);
        }

        while (true)
        {
            var found = new List<SyncExecution>();
            foreach (var id in ids)
            {
                found.Add(await runs.FindAsync(id, cancellationToken)
                    ?? throw new InvalidOperationException($"The run {id} disappeared from the storage account."));
            }

            var (done, total) = (found.Sum(run => run.BatchesDone), found.Sum(run => run.BatchesTotal));
            _options.Progress?.Report(new LocalRunProgress("Bringing both sides into step", done, total));
            if (found.TrueForAll(run => run.IsComplete))
            {
                return found;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Waits until nothing is on the queues or being handled.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task IdleAsync(CancellationToken cancellationToken = default) => Host.WaitUntilIdleAsync(cancellationToken);

    /// <summary>Lets the timers fire by their schedules from now on. The functions keep their address and key.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    public async Task RunTimersAsync(CancellationToken cancellationToken = default)
    {
        // A host decides at its start whether its timers run.
        var port = BaseUrl.Port;
        await Host.DisposeAsync();
        _host = null;
        _host = await StartHostAsync(port, runTimers: true, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }

        await _parts.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Say("Checking the settings");
        await SetupCheck.RequireAsync(_settings, Say, _options.WaitsForSystems ? SystemInterval : null, cancellationToken);
        await _parts.StartAsync(_settings, _options, cancellationToken);
        if (_parts.Simulator is { } simulator && _settings.LacksRegion)
        {
            _settings.UseRegion(simulator.Workspace.Country);
        }

        if (_settings.SeedsExample)
        {
            _examples = UseCaseExample.LoadAll(CloneFolder.Examples);
            await _parts.SeedAsync(_examples, _options.Progress, cancellationToken);
        }

        Say("Starting the functions");
        var known = _options.UseKnownPorts && LocalParts.IsFree(LocalParts.FunctionsPort) ? LocalParts.FunctionsPort : 0;
        _host = await StartHostAsync(_options.Port ?? known, runTimers: false, cancellationToken);
        foreach (var example in _examples)
        {
            example.SeedFlows(_parts.Simulator!.Workspace, Webhook, WebhookSecret);
        }
    }

    private async Task<FunctionsHost> StartHostAsync(int port, bool runTimers, CancellationToken cancellationToken)
    {
        var hostOptions = new FunctionsHostOptions
        {
            FunctionsAssembly = typeof(SyncContacts).Assembly,
            Configuration = _settings.Build(),
            ConfigureServices = (services, configuration) => services.AddLogging(_options.Logging).AddMhero(configuration).AddMheroConsole(configuration).AddMheroTelemetry(configuration),
            MapRoutes = routes => ConsoleLink.Map(routes, FunctionKey),
            HostJsonPath = CloneFolder.HostJson,
            Port = port,
            RunTimers = runTimers,
            FunctionKey = FunctionKey,
        };
        try
        {
            return await FunctionsHost.StartAsync(hostOptions, cancellationToken);
        }
        catch (FunctionsHostException error)
        {
            throw new SetupException(error.Message.Split(Environment.NewLine), error);
        }
        catch (OptionsValidationException error)
        {
            throw new SetupException([.. error.Failures], error);
        }
    }

    private void Say(string message) => _options.Progress?.Report(new LocalRunProgress(message));
}
