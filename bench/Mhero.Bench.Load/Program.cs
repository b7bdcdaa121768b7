using System.CommandLine;
using Mhero.Bench.Load;
using Mhero.Bench.Load.Children;
using Mhero.Bench.Load.Compare;
using Mhero.FaultSimulation;
using Mhero.Fuzzing;
using Mhero.WorkerHost;

// What a process of the bench is, is decided by its command: the bench itself, or one of the parts around mHero, or mHero.
var root = new RootCommand("Load benches of mHero against stand-ins of its neighbours, on this machine alone.")
{
    ContactsCommand(),
    BulkLoadCommand(),
    RunsCommand(),
    FloipCommand(),
    ReportCommand(),
    GroupsCommand(),
    ReconcileCommand(),
    BroadcastCommand(),
    ExtractCommand(),
    StartCommand(),
    WebhooksCommand.Create(),
    ConsoleCommand.Create(),
    CompareCommand.Create(),
    SimulateCommand.Create(),
    FuzzCommand.Create(),
    Child(FhirChild.Command, FhirChild.RunAsync),
    Child(FloipChild.Command, _ => FloipChild.RunAsync()),
    Child(Dhis2Child.Command, Dhis2Child.RunAsync),
    Child(RapidProChild.Command, RapidProChild.RunAsync),
    Child(MheroChild.Command, MheroChild.RunAsync),
};
return await root.Parse(args).InvokeAsync();

static Command ContactsCommand()
{
    var direction = new Option<LoadDirection>("--direction") { Description = "Both, ToRapidPro (all workers in the registry at first) or FromRapidPro (all in RapidPro at first)." };
    var order = new Option<LoadOrder>("--order") { Description = "EmptyFirst (the side without workers is read first), RegistryFirst, ContactsFirst or Together." };
    return BenchCommand.Create(
        "contacts",
        "Syncs workers into RapidPro and out of it, first at once, then with nothing changed and with 1 % changed.",
        "Health workers.",
        5000,
        [direction, order],
        (parsed, options) => new ContactsBench(options with { Direction = parsed.GetValue(direction), Order = parsed.GetValue(order) }, Console.Error.WriteLine).RunAsync());
}

static Command BulkLoadCommand()
{
    var group = new Option<bool>("--group") { Description = "The person adds the rows to the group of all workers in the import's preview, as the instructions say; else mHero does." };
    var change = new Option<bool>("--change") { Description = "Then every worker is renamed, and the new names come by a second load." };
    return BenchCommand.Create(
        "bulk-load",
        "Brings workers into an empty workspace by RapidPro's spreadsheet import. The quota is 2,500 requests an hour unless --throttle says otherwise.",
        "Health workers.",
        20_000,
        [group, change],
        (parsed, options) => new BulkLoadBench(
            options with
            {
                Throttle = options.Throttle ?? new Throttle(2_500, TimeSpan.FromHours(1)),
                ImportGroup = parsed.GetValue(group) ? "Health workers" : null,
                ChangesAll = parsed.GetValue(change),
            },
            Console.Error.WriteLine).RunAsync());
}

static Command RunsCommand()
{
    var flows = new Option<int>("--flows") { Description = "Flows among which the runs are divided.", DefaultValueFactory = _ => 1 };
    flows.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 100)
        {
            result.AddError("--flows has to be from 1 to 100.");
        }
    });
    return BenchCommand.Create(
        "runs",
        "Brings runs of flows into the registry as QuestionnaireResponses, first at once, then with nothing new and with 1 % changed.",
        "Runs, of 5,000 contacts at most.",
        10_000,
        [flows],
        (parsed, options) => new RunsBench(options with { Flows = parsed.GetValue(flows) }, Console.Error.WriteLine).RunAsync());
}

static Command FloipCommand() => BenchCommand.Create(
    "floip",
    "Brings the rows of a FLOIP package into the registry as QuestionnaireResponses, first at once, then with nothing new and with 1 % more.",
    "Rows, ten of each session.",
    100_000,
    [],
    (_, options) => new FloipBench(options, Console.Error.WriteLine).RunAsync(),
    "--rows");

static Command ReconcileCommand() => BenchCommand.Create(
    "reconcile",
    "Compares all workers and contacts with the ledger, first with nothing changed, then with 1 % of each side gone.",
    "Health workers, each with a contact.",
    5_000,
    [],
    (_, options) => new ReconcileBench(options, Console.Error.WriteLine).RunAsync());

static Command ReportCommand() => BenchCommand.Create(
    "report",
    "Brings the weekly reports of facilities from the registry to DHIS2: at once, with nothing changed, with 1 % corrected, and those of a week in which DHIS2 is down at first.",
    "Facilities, each with a report a week.",
    5_000,
    [],
    (_, options) => new ReportBench(options, Console.Error.WriteLine).RunAsync(),
    "--facilities");

static Command ExtractCommand()
{
    var count = new Option<int>("--count") { Description = "Responses of each example.", DefaultValueFactory = _ => 20_000 };
    count.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 10_000_000)
        {
            result.AddError("--count has to be from 1 to 10,000,000.");
        }
    });
    var json = new Option<bool>("--json") { Description = "Print the reports as one JSON array." };
    var command = new Command("extract", "Extracts resources from responses of the case report and the Immunization on one thread. Ends with 2 when that fails, or compiles an expression twice.") { count, json };
    command.SetAction(parsed =>
    {
        try
        {
            ExtractBench.Print(ExtractBench.Run(parsed.GetValue(count)), parsed.GetValue(json));
            return 0;
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    });
    return command;
}

static Command StartCommand()
{
    var app = new Option<string[]>("--app") { Description = "Folder of a published app (dotnet publish Mhero.Functions -c Release -o FOLDER); repeat it to compare several.", Required = true, AllowMultipleArgumentsPerToken = true };
    var set = new Option<string[]>("--set") { Description = "A setting for the workers as NAME=VALUE, such as DOTNET_TC_QuickJit=1; may be repeated.", AllowMultipleArgumentsPerToken = true };
    var count = new Option<int>("--count") { Description = "How often each app is started.", DefaultValueFactory = _ => 7 };
    count.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 1000)
        {
            result.AddError("--count has to be from 1 to 1,000.");
        }
    });
    var json = new Option<bool>("--json") { Description = "Print all figures as one JSON array." };
    var command = new Command("start", "Starts published worker processes and measures how long each takes until its first answers.") { app, set, count, json };
    command.SetAction(async (parsed, _) =>
    {
        try
        {
            StartBench.Print(await StartBench.RunAsync(parsed.GetValue(app)!, parsed.GetValue(set) ?? [], parsed.GetValue(count)), parsed.GetValue(json));
            return 0;
        }
        catch (Exception e) when (e is BenchException or WorkerHostException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    });
    return command;
}

static Command GroupsCommand() => BenchCommand.Create(
    "groups",
    "Puts workers into groups by cadre and district, first at once, then with nothing changed and with 1 % moved.",
    "Health workers, each with a contact.",
    10_000,
    [],
    (_, options) => new GroupsBench(options, Console.Error.WriteLine).RunAsync());

static Command BroadcastCommand()
{
    var flow = new Option<bool>("--flow") { Description = "Start a flow in them instead of sending a text." };
    var named = new Option<bool>("--named") { Description = "Name each recipient in the request instead of their Group." };
    return BenchCommand.Create(
        "broadcast",
        "Sends one message to a Group of workers, from its POST until the Communications of all are final.",
        "Recipients, each with a contact.",
        10_000,
        [flow, named],
        (parsed, options) => new BroadcastBench(options with { StartFlow = parsed.GetValue(flow), NameEach = parsed.GetValue(named) }, Console.Error.WriteLine).RunAsync());
}

static Command Child(string name, Func<string, Task> run)
{
    var argument = new Argument<string>("argument") { DefaultValueFactory = _ => "" };
    var command = new Command(name) { argument };
    command.Hidden = true;
    command.SetAction(parsed => ChildCommands.StartAsync(() => run(parsed.GetValue(argument)!)));
    return command;
}
