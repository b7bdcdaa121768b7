using System.Net;
using Hl7.Fhir.Model;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Lookup;

/// <summary>The world of the contacts with a proxy before the registry, facilities, and health workers in step.</summary>
public sealed class LookupWorld : SyncWorld
{
    public const string EmployeeSystem = "http://example.org/employee-number";
    public const string FacilitySystem = "http://example.org/facility";
    public const string PatientSystem = "http://example.org/case-number";

    private HttpClient Http { get; } = new();

    /// <summary>What stands before the registry.</summary>
    public FhirProxy Registry { get; private set; } = null!;

    /// <summary>A nurse of Kinyinya, in step.</summary>
    public SimulatedContact Nurse { get; private set; } = null!;

    public Practitioner NurseWorker { get; private set; } = null!;

    /// <summary>A contact whom the registry does not know.</summary>
    public SimulatedContact Stranger { get; private set; } = null!;

    public Location Kinyinya { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var gasabo = await AddAsync(Place("Gasabo", "D-1", "jdn", null));
        var huye = await AddAsync(Place("Huye", "D-2", "jdn", null));
        Kinyinya = await AddAsync(Place("Kinyinya Health Centre", "F-K1", "bu", gasabo));
        await AddAsync(Place("Nyange Health Post", "F-N1", "bu", gasabo));
        await AddAsync(Place("Nyange Health Post", "F-N2", "bu", huye));
        for (var n = 1; n <= 12; n++)
        {
            await AddAsync(Place($"Ruhango Post {(char)('A' + n)}", $"F-R{n}", "bu", huye));
        }

        var number = NewNumber();
        NurseWorker = await AddWorkerAsync("Aline Marie Uwera Mukamana", number);
        await EditWorkerAsync(NurseWorker.Id!, p =>
        {
            p.Identifier.Add(new Identifier(EmployeeSystem, "RW-1001"));
            p.Name[0].Family = "Uwera-Mukamana";
            p.Name[0].Given = ["Aline", "Marie"];
        });
        await AddAsync(Role(NurseWorker, Kinyinya, "2221", "Nurse"));
        var leader = await AddWorkerAsync("Jean Bosco Habimana", NewNumber());
        await AddAsync(Role(leader, Kinyinya, "1342", "Titulaire"));
        var former = await AddWorkerAsync("Former Leader", NewNumber());
        var past = Role(former, Kinyinya, "1342", "Titulaire");
        past.Period!.End = "2023-12-31";
        await AddAsync(past);
        await AddAsync(new Patient { Identifier = [new Identifier(PatientSystem, "MUH-0042")], Name = [new HumanName { Family = "Secret" }] });
        await SettleAsync();
        Nurse = ContactOf(number);
        Stranger = RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Nobody", Urns = ["tel:" + NewNumber()] });
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Registry.DisposeAsync();
        Http.Dispose();
    }

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:Fhir:RequestTimeout"] = "00:00:05";
        settings["Mhero:Fhir:MaxRetries"] = "1";
        settings["Mhero:Lookup:PerMinute"] = "0";
        settings["Mhero:Lookup:PerDay"] = "0";
        settings["Mhero:Lookup:FacilitySystem"] = FacilitySystem;
        settings["Mhero:Contacts:Direction"] = "RegistryToRapidPro";
        return settings;
    }

    public static PractitionerRole Role(Practitioner worker, Location place, string code, string text) => new()
    {
        Active = true,
        Practitioner = new ResourceReference($"Practitioner/{worker.Id}"),
        Location = [new ResourceReference($"Location/{place.Id}")],
        Code = [new CodeableConcept { Coding = [new Coding("urn:oid:2.16.840.1.113883.2.9.6.2.7", code)], Text = text }],
        Period = new Period { Start = "2020-01-01" },
    };

    /// <summary>Asks as a flow of a contact does.</summary>
    public Task<(HttpStatusCode Status, JsonObject Body)> AskAsync(string question, SimulatedContact caller, params (string Name, string Value)[] parameters) =>
        PostAsync(new JsonObject([
            KeyValuePair.Create<string, JsonNode?>("question", question),
            KeyValuePair.Create<string, JsonNode?>("contact", caller.Uuid.ToString()),
            KeyValuePair.Create<string, JsonNode?>("urn", caller.Urns[0]),
            .. parameters.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Name, p.Value)),
        ]).ToJsonString());

    public async Task<(HttpStatusCode Status, JsonObject Body)> PostAsync(string body, string? secret = WebhookSecret, FunctionsHost? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri((host ?? Host).BaseUrl, "/api/rapidpro/lookup"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
            Headers = { { "x-functions-key", FunctionKey }, { "X-Mhero-Secret", secret } },
        };
        return await SendAsync(request);
    }

    public async Task<(HttpStatusCode Status, JsonObject Body)> GetAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.BaseUrl, $"/api/rapidpro/lookup?code={FunctionKey}&secret={WebhookSecret}&{query}"));
        return await SendAsync(request);
    }

    protected override async Task<Uri> OpenFhirAsync(Uri server)
    {
        Registry = await FhirProxy.StartAsync(server);
        return Registry.BaseUrl;
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        // What RapidPro keeps with a result; and flat, so that a flow reads every member by its name.
        Assert.InRange(text.Length, 1, 9_999);
        var body = JsonNode.Parse(text)!.AsObject();
        Assert.All(body, member => Assert.True(member.Value is JsonValue, member.Key));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Null(response.Headers.RetryAfter);
        return (response.StatusCode, body);
    }

    private static Location Place(string name, string code, string type, Location? partOf) => new()
    {
        Name = name,
        Status = Location.LocationStatus.Active,
        Identifier = [new Identifier(FacilitySystem, code)],
        PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", type),
        PartOf = partOf is null ? null : new ResourceReference($"Location/{partOf.Id}"),
    };
}
