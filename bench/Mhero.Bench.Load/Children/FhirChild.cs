using Mhero.Bench.Load.Fhir;
using Mhero.Bench.Load.World;
using Mhero.MemoryFhir;

namespace Mhero.Bench.Load.Children;

/// <summary>The FHIR stand-in as a child process.</summary>
internal static class FhirChild
{
    public const string Command = "child-fhir";

    private const string ContactUuid = "http://app.rapidpro.io/contact-uuid";

    /// <summary>Takes its <see cref="SideConditions"/> as JSON.</summary>
    public static async Task RunAsync(string json)
    {
        await using var front = await FhirFront.StartAsync(TimeProvider.System, JsonSerializer.Deserialize<SideConditions>(json)!.Faults);
        var server = front.Server;
        var commands = new ChildCommands
        {
            ["seed"] = arguments => Do(() => Seed(server, arguments.GetProperty("workers").GetInt32(), arguments.GetProperty("places").GetInt32())),
            ["seed-people"] = arguments => Do(() => SeedPeople(server, arguments.GetProperty("contacts").GetInt32())),
            ["seed-group"] = arguments => Do(() => server.Put(Workforce.Group(arguments.GetProperty("workers").GetInt32()))),
            ["rename"] = arguments => Do(() => Rename(server, arguments.GetProperty("workers").GetInt32())),
            ["delete"] = arguments => Do(() => Delete(server, arguments.GetProperty("workers").GetInt32())),
            ["move"] = arguments => Do(() => Move(server, arguments.GetProperty("workers").GetInt32(), arguments.GetProperty("all").GetInt32())),
            ["seed-reports"] = arguments => Do(() => Facilities.Put(server, arguments.GetProperty("facilities").GetInt32(), arguments.GetProperty("week").GetInt32(), arguments.GetProperty("extra").GetInt32())),
            ["reset"] = _ => Do(() =>
            {
                front.Requests.Reset();
                front.Writes.Reset();
            }),
            ["counts"] = _ => Task.FromResult<object?>(new SideCounts(front.Requests.Read(), front.Writes.Read())),
            ["responses"] = _ => Task.FromResult<object?>(ResponseCount.Of(server, server.Stored("Practitioner").Count)),
            ["sessions"] = _ => Task.FromResult<object?>(SessionCount.Of(server)),
            ["communications"] = _ => Task.FromResult<object?>(CommunicationCount.Of(server)),
            ["links"] = _ => Task.FromResult<object?>(Links(server)),
        };
        await commands.RunAsync(new { url = front.BaseUrl });
    }

    private static Task<object?> Do(Action work)
    {
        work();
        return Task.FromResult<object?>(null);
    }

    /// <summary>Fills the registry with the Locations of so many workers, and with so many workers, all two hours old.</summary>
    private static void Seed(FhirServer server, int workers, int places)
    {
        var time = TimeProvider.System.GetUtcNow().AddHours(-2);
        foreach (var location in Workforce.Locations(places))
        {
            server.Put(location, time);
        }

        for (var worker = 0; worker < workers; worker++)
        {
            server.Put(Workforce.Practitioner(worker), time.AddMicroseconds(worker));
            server.Put(Workforce.Role(worker, workers), time.AddMicroseconds(worker));
        }
    }

    /// <summary>Fills the registry with Practitioners that name their contacts already.</summary>
    private static void SeedPeople(FhirServer server, int contacts)
    {
        var time = TimeProvider.System.GetUtcNow().AddHours(-2);
        for (var worker = 0; worker < contacts; worker++)
        {
            server.Put(Workforce.Practitioner(worker, Survey.Contact(worker)), time.AddMicroseconds(worker));
        }
    }

    /// <summary>Gives the first workers another name, as an editor in the registry would.</summary>
    private static void Rename(FhirServer server, int workers)
    {
        for (var worker = 0; worker < workers; worker++)
        {
            server.Edit("Practitioner", Workforce.PractitionerId(worker), practitioner =>
            {
                var name = practitioner["name"]![0]!;
                name["text"] = name["text"] + " Renamed";
                name["family"] = name["family"] + " Renamed";
            });
        }
    }

    /// <summary>Deletes the first workers, as a person does at the server itself.</summary>
    private static void Delete(FhirServer server, int workers)
    {
        for (var worker = 0; worker < workers; worker++)
        {
            server.Handle(new FhirCall("DELETE", "Practitioner/" + Workforce.PractitionerId(worker)));
        }
    }

    /// <summary>Moves the first workers to the next facility.</summary>
    private static void Move(FhirServer server, int workers, int all)
    {
        for (var worker = 0; worker < workers; worker++)
        {
            server.Put(Workforce.MovedRole(worker, all));
        }
    }

    /// <summary>The contact that each Practitioner names, by the Practitioner's id; empty where it names none.</summary>
    private static Dictionary<string, string> Links(FhirServer server) => server.Stored("Practitioner").ToDictionary(
        practitioner => practitioner.Id,
        practitioner => Identifiers.Of(practitioner, ContactUuid).SingleOrDefault(""));
}
