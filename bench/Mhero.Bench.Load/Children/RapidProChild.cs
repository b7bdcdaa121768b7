using Mhero.Bench.Load.World;
using Mhero.Simulator;

namespace Mhero.Bench.Load.Children;

/// <summary>The RapidPro simulator as a child process.</summary>
internal static class RapidProChild
{
    public const string Command = "child-rapidpro";

    private static readonly (string Key, string Name)[] Fields =
    [
        ("globalid", "globalid"), ("mheroentitytype", "mheroentitytype"), ("gender", "Gender"), ("birth_date", "Birth Date"), ("cadre", "Cadre"),
        ("specialty", "Specialty"), ("facility", "Facility"), ("district", "District"), ("employee_number", "Employee Number"),
    ];

    /// <summary>Takes its <see cref="SideConditions"/> as JSON.</summary>
    public static async Task RunAsync(string json)
    {
        var conditions = JsonSerializer.Deserialize<SideConditions>(json)!;
        await using var simulator = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions
        {
            Latency = TimeSpan.FromMilliseconds(conditions.LatencyMilliseconds),
            RememberedRequests = 0,
            Throttle = conditions.Throttle is not null,
            RequestsPerHour = conditions.Throttle?.Requests,
            QuotaWindow = conditions.Throttle?.Window ?? TimeSpan.FromHours(1),
        });
        if (conditions.Faults)
        {
            simulator.Faults.Add(new FaultRule(FaultEffect.ServerError()) { Method = "POST", EveryNth = SideConditions.FailedWrites });
            simulator.Faults.Add(new FaultRule(FaultEffect.DropAfterWork()) { Method = "POST", EveryNth = SideConditions.LostAnswers });
        }

        var workspace = simulator.Workspace;
        foreach (var (key, name) in Fields)
        {
            workspace.AddField(name, key: key);
        }

        workspace.AddGroup("Health workers");
        var commands = new ChildCommands
        {
            ["seed"] = arguments => Do(() => Seed(workspace, arguments.GetProperty("workers").GetInt32())),
            ["seed-members"] = arguments => Do(() => SeedMembers(workspace, arguments.GetProperty("workers").GetInt32())),
            ["delete"] = arguments => Do(() => Delete(workspace, arguments.GetProperty("from").GetInt32(), arguments.GetProperty("workers").GetInt32())),
            ["members"] = _ => Task.FromResult<object?>(workspace.Groups.ToDictionary(g => g.Name, g => g.Count)),
            ["seed-runs"] = arguments => Do(() => SeedRuns(
                workspace, arguments.GetProperty("flows").GetInt32(), arguments.GetProperty("contacts").GetInt32(), arguments.GetProperty("runs").GetInt32())),
            ["change-runs"] = arguments => Do(() => ChangeRuns(workspace, arguments.GetProperty("runs").GetInt32())),
            ["sends"] = _ => Task.FromResult<object?>(Sends(workspace)),
            ["started"] = _ => Task.FromResult<object?>(Started(workspace)),
            ["import"] = arguments => Task.FromResult<object?>(
                workspace.ImportContacts(arguments.GetProperty("csv").GetString()!, arguments.GetProperty("group").GetString())),
            ["reset"] = _ => Do(simulator.Requests.Reset),
            ["counts"] = _ => Task.FromResult<object?>(Counts(simulator.Requests)),
            ["links"] = _ => Task.FromResult<object?>(workspace.Contacts.ToDictionary(c => c.Uuid.ToString(), c => c.Fields.GetValueOrDefault("globalid") ?? "")),
            ["renamed"] = _ => Task.FromResult<object?>(workspace.Contacts.Count(c => c.Name?.EndsWith(" Renamed", StringComparison.Ordinal) == true)),
        };
        await commands.RunAsync(new { url = simulator.BaseUrl, token = simulator.Options.Token });
    }

    private static Task<object?> Do(Action work)
    {
        work();
        return Task.FromResult<object?>(null);
    }

    private static SideCounts Counts(SimulatorLog log) => new(
        new(log.Counts.ToDictionary(c => $"{c.Key.Method} {c.Key.Endpoint}", c => c.Value), StringComparer.Ordinal),
        new(log.Counts.Where(c => c.Key.Method != "GET").ToDictionary(c => c.Key.Endpoint, c => c.Value), StringComparer.Ordinal));

    private static SendTotals Sends(RapidProWorkspace workspace) => Totals(workspace, workspace.CountMessages());

    private static SendTotals Started(RapidProWorkspace workspace) =>
        Totals(workspace, workspace.Runs.Where(r => r.Start is not null).CountBy(r => r.Contact).ToDictionary());

    private static SendTotals Totals(RapidProWorkspace workspace, IReadOnlyDictionary<Guid, int> counts) =>
        new(workspace.Contacts.Count, counts.Values.Count(c => c == 1), counts.Values.Count(c => c > 1));

    /// <summary>Contacts in mHero's group with every field that the map knows, last changed an hour ago and before.</summary>
    private static void Seed(RapidProWorkspace workspace, int workers)
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(-2);
        for (var worker = 0; worker < workers; worker++)
        {
            var facility = Workforce.FacilityOf(worker, workers);
            workspace.AddContact(new SimulatedContact
            {
                Name = Workforce.Name(worker),
                Language = "kin",
                Urns = ["tel:" + Workforce.Phone(worker)],
                Groups = ["Health workers"],
                CreatedOn = start.AddMilliseconds(worker),
                Fields = new Dictionary<string, string?>
                {
                    ["gender"] = worker % 2 == 0 ? "female" : "male",
                    ["cadre"] = Workforce.Cadre(worker),
                    ["facility"] = Workforce.FacilityName(facility),
                    ["employee_number"] = Workforce.EmployeeNumber(worker),
                },
            });
        }
    }

    /// <summary>Contacts that name their workers already, in no group, last changed an hour ago and before.</summary>
    private static void SeedMembers(RapidProWorkspace workspace, int workers)
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(-2);
        for (var worker = 0; worker < workers; worker++)
        {
            workspace.AddContact(new SimulatedContact
            {
                Name = Workforce.Name(worker),
                Urns = ["tel:" + Workforce.Phone(worker)],
                CreatedOn = start.AddMilliseconds(worker),
                Fields = new Dictionary<string, string?> { ["globalid"] = Workforce.PractitionerId(worker), ["mheroentitytype"] = "Practitioner" },
            });
        }
    }

    /// <summary>Deletes the contacts of some workers.</summary>
    private static void Delete(RapidProWorkspace workspace, int from, int workers)
    {
        var ids = Enumerable.Range(from, workers).Select(Workforce.PractitionerId).ToHashSet();
        foreach (var contact in workspace.Contacts.Where(c => c.Fields.GetValueOrDefault("globalid") is { } id && ids.Contains(id)))
        {
            workspace.Edit(contact.Uuid, c => c with { Deleted = true, Urns = [], Groups = [] });
        }
    }

    /// <summary>Flows, contacts and runs, all an hour old and older.</summary>
    private static void SeedRuns(RapidProWorkspace workspace, int flows, int contacts, int runs)
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(-3);
        for (var flow = 0; flow < flows; flow++)
        {
            workspace.AddFlow(Survey.Definition(flow), start);
        }

        for (var worker = 0; worker < contacts; worker++)
        {
            workspace.AddContact(new SimulatedContact
            {
                Uuid = Survey.Contact(worker),
                Name = Workforce.Name(worker),
                Language = "kin",
                Urns = ["tel:" + Workforce.Phone(worker)],
                CreatedOn = start.AddMilliseconds(worker),
            });
        }

        for (var run = 0; run < runs; run++)
        {
            workspace.AddRun(Survey.Seed(run, flows, contacts, start.AddHours(1).AddTicks(run * TimeSpan.TicksPerMicrosecond * 100)));
        }
    }

    private static void ChangeRuns(RapidProWorkspace workspace, int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            workspace.EditRun(Survey.Run(run), Survey.Changed);
        }
    }
}
