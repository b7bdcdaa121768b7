using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.DevHost.Services;

namespace Mhero.DevHost.Run;

/// <summary>Checks settings and connections before anything is started or written.</summary>
public static class SetupCheck
{
    private const string RapidPro = "RapidPro";
    private const string Fhir = "FHIR server";
    private const string Storage = "Storage";
    private const string Flows = "Flows";
    private const string FlowResults = "FLOIP servers";
    private const string Dhis2 = "DHIS2";
    private const string Assets = "RapidPro fields and groups";

    /// <summary>Checks everything, one result for each part. A FHIR server that is set is tried with resources that are deleted again.</summary>
    /// <param name="settings">The user's settings, as a rule the environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The results, settings first.</returns>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(IConfiguration settings, CancellationToken cancellationToken = default)
    {
        var local = new LocalSettings(settings);
        var results = CheckSettings(settings, local);
        results.Add(await NodeAsync(local, cancellationToken));
        if (results.Exists(result => result.State == CheckState.Fault && result.Name != "Node.js"))
        {
            // Further checks would only report the same faults in other words.
            return results;
        }

        await using var connections = new ConnectionCheck(local.BuildForCheck());
        await AddRapidProAsync(results, local, connections, cancellationToken);
        IReadOnlyList<ServerFinding> findings = [];
        results.Add(await AskAsync(Fhir, local.NeedsFhirServer, "one is started", async () => $"It answers: {await connections.FhirAsync(cancellationToken)}."));
        if (!local.NeedsFhirServer && results[^1].State == CheckState.Ok)
        {
            findings = await connections.TryFhirAsync(cancellationToken);
            results.AddRange(findings.Select(finding =>
                new CheckResult(Fhir, finding.IsAsExpected ? CheckState.Ok : CheckState.Note, $"{finding.Ability}: {finding.Message}")));
        }

        if (!local.NeedsSimulator)
        {
            await AddFlowsAsync(results, connections, cancellationToken);
            results.Add(CheckWebhooks(settings));
        }

        if (!local.NeedsFloipServer)
        {
            results.AddRange((await connections.FlowResultsAsync(cancellationToken)).Select(finding => finding.Fault is { } fault
                ? new CheckResult(FlowResults, CheckState.Fault, $"Source {finding.Source}: {fault}")
                : new CheckResult(FlowResults, CheckState.Ok, $"Source {finding.Source}: {finding.Packages} packages can be read.")));
        }

        if (!local.NeedsDhis2)
        {
            results.AddRange((await connections.Dhis2Async(!local.NeedsFhirServer, cancellationToken)).Select(finding => new CheckResult(
                Dhis2, finding.IsFault ? CheckState.Fault : finding.IsNote ? CheckState.Note : CheckState.Ok, finding.Message)));
        }

        results.Add(await AskAsync(Storage, local.NeedsAzurite, "Azurite is started", () => CheckStorageAsync(connections, findings, cancellationToken)));
        return results;
    }

    /// <summary>Inspects each flow that settings and Questionnaires name.</summary>
    /// <param name="settings">The user's settings, as a rule the environment.</param>
    /// <param name="app">The app's address, for the flows' webhooks; null when it is not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A finding for each place that names a flow; empty when RapidPro is the simulator.</returns>
    /// <exception cref="SetupException">A setting is wrong, or a side cannot be read.</exception>
    public static async Task<IReadOnlyList<FlowFinding>> InspectFlowsAsync(IConfiguration settings, Uri? app, CancellationToken cancellationToken = default)
    {
        var local = new LocalSettings(settings);
        var faults = CheckSettings(settings, local).Where(r => r.State == CheckState.Fault).Select(r => r.Message).ToList();
        if (faults.Count > 0)
        {
            throw new SetupException(faults);
        }

        await using var connections = new ConnectionCheck(local.BuildForCheck());
        return local.NeedsSimulator ? [] : await connections.InspectFlowsAsync(!local.NeedsFhirServer, app, cancellationToken);
    }

    private static List<CheckResult> CheckSettings(IConfiguration settings, LocalSettings local)
    {
        var results = new List<CheckResult>();
        foreach (var (section, faults) in SettingsCheck.Run(local))
        {
            results.AddRange(faults.Count == 0
                ? [new CheckResult(section, CheckState.Ok, "In order.")]
                : faults.Select(fault => new CheckResult(section, CheckState.Fault, fault)));
        }

        results.AddRange(RenamedSettings.In(settings).Select(name =>
            new CheckResult("Settings", CheckState.Note, $"{Variable(name.Old)} is now called {Variable(name.New)}: rename it before the next version.")));
        results.AddRange(SettingNames.Unknown(settings).Select(name =>
            new CheckResult("Settings", CheckState.Fault, $"{name} is a setting that mHero does not have: correct its name by docs/configuration.md, or remove it.")));
        return results;
    }

    private static async Task AddRapidProAsync(List<CheckResult> results, LocalSettings local, ConnectionCheck connections, CancellationToken cancellationToken)
    {
        results.Add(await AskAsync(RapidPro, local.NeedsSimulator, "the simulator is started", async () =>
        {
            var workspace = await connections.RapidProAsync(cancellationToken);
            return $"The token opens a workspace of {workspace.Country ?? "no country"}.";
        }));
        if (local.NeedsSimulator || results[^1].State != CheckState.Ok)
        {
            return;
        }

        results.Add(await AskClockAsync(connections, cancellationToken));
        results.AddRange(await AskAssetsAsync(connections, cancellationToken));
        if (local.LacksRegion)
        {
            results.Add(await AskAsync("Contact settings", false, "", async () =>
                $"National numbers are read as those of {await RegionAsync(connections, cancellationToken)}, the workspace's country."));
        }
    }

    private static async Task AddFlowsAsync(List<CheckResult> results, ConnectionCheck connections, CancellationToken cancellationToken)
    {
        if (!results.Exists(r => r is { Name: RapidPro, State: CheckState.Ok }))
        {
            return;
        }

        var withRegistry = results.Exists(r => r is { Name: Fhir, State: CheckState.Ok });
        var issues = await connections.FlowsAsync(withRegistry, cancellationToken);
        results.AddRange(issues.Count > 0
            ? issues.Select(issue => new CheckResult(Flows, issue.Code == SyncCodes.FlowRenamed ? CheckState.Note : CheckState.Fault, issue.Place is null ? $"{issue.Code}: {issue.Message}" : $"{issue.Code} at {issue.Place}: {issue.Message}"))
            : [new CheckResult(Flows, CheckState.Ok, withRegistry ? "The flows that settings and Questionnaires name are in the workspace." : "The flows that settings name are in the workspace.")]);
    }

    private static CheckResult CheckWebhooks(IConfiguration settings) => string.IsNullOrWhiteSpace(settings["Mhero:RapidPro:WebhookSecret"])
        ? new CheckResult("Webhooks", CheckState.Note, "The endpoint answers 503, and runs come with the next reading: set Mhero__RapidPro__WebhookSecret to have them within seconds.")
        : new CheckResult("Webhooks", CheckState.Ok, "Open to flows that send the secret as the header X-Mhero-Secret.");

    private static async Task<string> CheckStorageAsync(ConnectionCheck connections, IReadOnlyList<ServerFinding> findings, CancellationToken cancellationToken)
    {
        await connections.StorageAsync(cancellationToken);
        if (findings.Count < 2)
        {
            return "Tables and queues answer.";
        }

        // One finding alone says that nothing could be tried, and must not replace what is known.
        await connections.KeepProfileAsync(findings, cancellationToken);
        return "Tables and queues answer. The profile of the FHIR server is kept there.";
    }

    /// <summary>Throws unless the run can begin; settles the country of telephone numbers when the workspace has to say it.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="say">Receives what a person should know.</param>
    /// <param name="retryInterval">The wait before a system that does not answer at the moment is asked again; null throws at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SetupException">A setting is missing or wrong, or a system cannot be used.</exception>
    internal static async Task RequireAsync(LocalSettings settings, Action<string> say, TimeSpan? retryInterval, CancellationToken cancellationToken)
    {
        var faults = SettingsCheck.Run(settings).Values.SelectMany(found => found).ToList();
        if (faults.Count > 0)
        {
            throw new SetupException(faults);
        }

        foreach (var name in SettingNames.Unknown(settings.User))
        {
            say($"Note: {name} is a setting that mHero does not have; docs/configuration.md lists them.");
        }

        await using var connections = new ConnectionCheck(settings.BuildForCheck());
        if (!settings.NeedsSimulator)
        {
            await AskAgainAsync(() => connections.RapidProAsync(cancellationToken), say, retryInterval, cancellationToken);
            if (settings.LacksRegion)
            {
                var country = await RegionAsync(connections, cancellationToken);
                settings.UseRegion(country);
                say($"Reading national telephone numbers as those of {country}, the workspace's country");
            }
        }

        if (!settings.NeedsFhirServer)
        {
            await AskAgainAsync(() => connections.FhirAsync(cancellationToken), say, retryInterval, cancellationToken);
        }

        if (!settings.NeedsAzurite)
        {
            await connections.StorageAsync(cancellationToken);
        }
    }

    private static async Task AskAgainAsync(Func<Task> ask, Action<string> say, TimeSpan? interval, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (SetupException error) when (interval is not null && error.MayPass)
            {
                say($"{error.Faults[0]} Asking again every {interval.Value.TotalSeconds:0} s");
                await Task.Delay(interval.Value, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static async Task<string> RegionAsync(ConnectionCheck connections, CancellationToken cancellationToken) =>
        (await connections.RapidProAsync(cancellationToken)).Country is { Length: 2 } country
            ? country
            : throw new SetupException(["Mhero__Contacts__DefaultRegion is missing and the workspace has no country: set it to the country's ISO 3166 code of two letters, such as RW."]);

    private static async Task<CheckResult> AskAsync(string name, bool isLocal, string started, Func<Task<string>> ask)
    {
        if (isLocal)
        {
            return new CheckResult(name, CheckState.Local, $"Not set: in a local run {started}.");
        }

        try
        {
            return new CheckResult(name, CheckState.Ok, await ask());
        }
        catch (SetupException error)
        {
            return new CheckResult(name, CheckState.Fault, error.Faults[0]);
        }
    }

    private static async Task<CheckResult> AskClockAsync(ConnectionCheck connections, CancellationToken cancellationToken)
    {
        try
        {
            var ahead = await connections.RapidProClockAsync(cancellationToken);
            return ahead is { } difference
                ? new CheckResult(
                    RapidPro,
                    difference.Duration() > ServerProbe.ClockAlarm ? CheckState.Note : CheckState.Ok,
                    $"clocks: Against this machine the Date header is {Math.Abs(difference.TotalSeconds):0} s {(difference < TimeSpan.Zero ? "behind" : "ahead")}. Readings follow the records; times in messages and reports follow this machine.")
                : new CheckResult(RapidPro, CheckState.Ok, "clocks: The answers have no Date header.");
        }
        catch (SetupException error)
        {
            return new CheckResult(RapidPro, CheckState.Fault, error.Faults[0]);
        }
    }

    /// <summary>One result for all assets when they are as the settings say, else one for each that is not.</summary>
    private static async Task<IEnumerable<CheckResult>> AskAssetsAsync(ConnectionCheck connections, CancellationToken cancellationToken)
    {
        try
        {
            var faults = await connections.AssetsAsync(cancellationToken);
            return faults.Count > 0
                ? faults.Select(fault => new CheckResult(Assets, CheckState.Fault, fault))
                : [new CheckResult(Assets, CheckState.Ok, "Contact fields and group agree with the settings, or will be created.")];
        }
        catch (SetupException error)
        {
            return [new CheckResult(Assets, CheckState.Fault, error.Faults[0])];
        }
    }

    private static async Task<CheckResult> NodeAsync(LocalSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.NeedsAzurite && !settings.NeedsFhirServer)
        {
            return new CheckResult("Node.js", CheckState.Ok, "Not needed: storage and FHIR server are set.");
        }

        try
        {
            await NodeModules.CheckNodeAsync(cancellationToken);
            return new CheckResult("Node.js", CheckState.Ok, $"Version {NodeModules.OldestNode} or newer is there.");
        }
        catch (LocalServiceException error)
        {
            return new CheckResult("Node.js", CheckState.Fault, error.Message);
        }
    }
}
