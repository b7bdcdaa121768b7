using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core;
using Mhero.Core.Storage.Reviews;
using Mhero.EndToEnd.Tests.Simulator;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>Cases that people reported (<c>tests/cases</c>), and others of their kinds.</summary>
public sealed class ReportedCaseTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private RapidProWorkspace Workspace => world.RapidPro.Workspace;

    private ReviewStore Reviews => world.Host.Services.GetRequiredService<ReviewStore>();

    [Fact]
    public async Task SwappedNumbers_TwoWorkers_EndSwapped_WithBoundedWork()
    {
        await PostAsync("01-swapped-numbers/before.json");
        await world.SettleAsync();
        var (c, d) = (world.ContactOf("+250788900803").Uuid, world.ContactOf("+250788900804").Uuid);
        world.RapidPro.Requests.Reset();

        await PostAsync("01-swapped-numbers/after.json");
        await world.SettleAsync();

        Assert.Equal(["tel:+250788900804"], Workspace.FindByUuid(c)!.Urns);
        Assert.Equal(["tel:+250788900803"], Workspace.FindByUuid(d)!.Urns);
        Assert.InRange(world.RapidPro.Requests.Total, 1, 60);
        Assert.Equal(2, world.RapidPro.Requests.Count("POST", "contacts"));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    public async Task NumbersMoveInACircle_EndAsTheRegistrySays_WithBoundedWork(int length, int batchSize)
    {
        var settings = world.NewSettings();
        settings["Mhero:Contacts:BatchSize"] = batchSize.ToString();
        await using var host = await world.StartHostAsync(settings);
        var numbers = Enumerable.Range(0, length).Select(_ => SyncWorld.NewNumber()).ToList();
        var workers = new List<Practitioner>();
        foreach (var (number, i) in numbers.Select((n, i) => (n, i)))
        {
            workers.Add(await world.AddWorkerAsync($"Circle{length} Number{i}", number));
        }

        await world.SettleAsync(host);
        var contacts = numbers.ConvertAll(n => world.ContactOf(n).Uuid);
        world.RapidPro.Requests.Reset();

        for (var i = 0; i < length; i++)
        {
            await world.EditWorkerAsync(workers[i].Id!, p => p.Telecom[0].Value = numbers[(i + 1) % length]);
        }

        await world.SettleAsync(host);

        Assert.Equal(
            Enumerable.Range(0, length).Select(i => $"tel:{numbers[(i + 1) % length]}"),
            contacts.Select(c => string.Join(' ', Workspace.FindByUuid(c)!.Urns)));
        Assert.InRange(world.RapidPro.Requests.Total, 1, 30 * length);
        for (var i = 0; i < length; i++)
        {
            Assert.Equal(numbers[(i + 1) % length], (await world.ReadWorkerAsync(workers[i].Id!)).Telecom.Single().Value);
        }
    }

    [Theory]
    [InlineData("datetime", "number", "district")]
    [InlineData("number", "datetime", "state")]
    [InlineData("ward", "ward", "number")]
    public async Task FieldTypesAreChanged_TheRegistryKeepsItsValues(string birthDate, string employeeNumber, string facility)
    {
        var number = SyncWorld.NewNumber();
        var clinic = await world.AddAsync(new Location { Name = "Typed clinic " + number });
        var worker = await ReadCaseAsync<Practitioner>("02-field-type-changed/worker.json");
        worker.Telecom[0].Value = number;
        worker = await world.AddAsync(worker);
        var role = await world.AddAsync(new PractitionerRole
        {
            Active = true,
            Practitioner = new ResourceReference($"Practitioner/{worker.Id}"),
            Location = [new ResourceReference($"Location/{clinic.Id}")],
        });
        await world.SettleAsync();
        Assert.Equal(("1980-04", "EMP-a", clinic.Name), FieldsOf(number));

        try
        {
            await SetTypesAsync(birthDate, employeeNumber, facility);
            Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Language = "kin" });
            await world.SettleAsync();

            var after = await world.ReadWorkerAsync(worker.Id!);
            Assert.Equal("1980-04", after.BirthDate);
            Assert.Equal("EMP-a", after.Identifier.Single(i => i.System == "https://registry.example.rw/employee-number").Value);
            Assert.Equal($"Location/{clinic.Id}", (await world.Fhir.ReadAsync<PractitionerRole>(role.Id!))!.Location.Single().Reference);
            Assert.Equal("rw", after.Communication.Single().Coding.Single().Code);
            Assert.Contains(world.Log.All, line => line.Text.Contains("MH2111") && line.Text.Contains("employee_number"));

            // What the registry says of it in the meantime is not overwritten by the old text when that is shown again.
            await world.EditWorkerAsync(worker.Id!, p => p.Identifier.Single(i => i.Value == "EMP-a").Value = "EMP-b");
            await world.SettleAsync();
        }
        finally
        {
            await SetTypesAsync("text", "text", "text");
        }

        Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Language = "swa" });
        await world.SettleAsync();
        Assert.Equal(("1980-04", "EMP-b", clinic.Name), FieldsOf(number));
        Assert.Contains((await world.ReadWorkerAsync(worker.Id!)).Identifier, i => i.Value == "EMP-b");
    }

    [Fact]
    public async Task NumberFieldNormalisesAValue_TheRegistryKeepsItsSpelling_AndTakesAChangeOver()
    {
        var number = SyncWorld.NewNumber();
        var worker = await ReadCaseAsync<Practitioner>("02-field-type-changed/worker.json");
        worker.Telecom[0].Value = number;
        worker.Identifier[1].Value = "000123";
        worker = await world.AddAsync(worker);
        await world.SettleAsync();

        try
        {
            await SetTypesAsync("text", "number", "text");
            Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Language = "kin" });
            await world.SettleAsync();
            Assert.Equal("123", world.ContactOf(number).Fields["employee_number"]);
            Assert.Contains((await world.ReadWorkerAsync(worker.Id!)).Identifier, i => i.Value == "000123");

            Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["employee_number"] = "456" } });
            await world.SettleAsync();
            Assert.Contains((await world.ReadWorkerAsync(worker.Id!)).Identifier, i => i.Value == "456");
        }
        finally
        {
            await SetTypesAsync("text", "text", "text");
        }
    }

    /// <summary>The case <c>03-urn-stolen</c>.</summary>
    [Fact]
    public async Task NumberTakenOverInRapidPro_StaysInTheRegistry_UntilAPersonDecides()
    {
        var (number, other) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var settings = world.NewSettings();
        settings["Mhero:Contacts:ImportGroups:0"] = "Staff to import";
        await using var host = await world.StartHostAsync(settings);
        var reviews = host.Services.GetRequiredService<ReviewStore>();
        var worker = await world.AddWorkerAsync("Stolen From", number);
        await world.SettleAsync(host);
        var contact = world.ContactOf(number).Uuid;
        var thief = Workspace.AddContact(new SimulatedContact { Name = "Taker", Urns = ["tel:" + other] }).Uuid;

        using (var client = SimulatorClient.For(world.RapidPro))
        {
            await client.PostJsonAsync($"contacts.json?uuid={thief}", $$"""{"urns": ["tel:{{number}}", "tel:{{other}}"]}""");
        }

        Assert.Empty(Workspace.FindByUuid(contact)!.Urns);
        await world.SettleAsync(host);
        await world.EditWorkerAsync(worker.Id!, p => p.Name = [new HumanName { Family = "From", Given = ["Still"] }]);
        await world.SettleAsync(host);

        Assert.Equal(number, (await world.ReadWorkerAsync(worker.Id!)).Telecom.Single().Value);
        Assert.Equal(thief, world.ContactOf(number).Uuid);
        Assert.Equal("Still From", Workspace.FindByUuid(contact)!.Name);
        var review = await reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{worker.Id}"));
        Assert.Equal(SyncCodes.NumberOfAnother, review!.Code);
        Assert.Contains(thief.ToString(), review.Candidates.Select(c => c.Reference));

        // A person takes it off the other contact: the worker's contact gets it back.
        Workspace.Edit(thief, c => c with { Urns = ["tel:" + other] });
        await world.SettleAsync(host);

        Assert.Equal(contact, world.ContactOf(number).Uuid);
        Assert.Null(await reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{worker.Id}")));
    }

    [Fact]
    public async Task NumberTakenOverInRapidPro_RemovedInTheRegistry_IsDecided()
    {
        var (number, kept) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var worker = await world.AddWorkerAsync("Stolen Decided", number, kept);
        await world.SettleAsync();
        var contact = world.ContactOf(number).Uuid;
        Workspace.Edit(contact, c => c with { Urns = ["tel:" + kept] });
        var thief = Workspace.AddContact(new SimulatedContact { Name = "Taker Two", Urns = ["tel:" + number], Status = "blocked" });
        await world.SettleAsync();
        Assert.Equal([number, kept], (await world.ReadWorkerAsync(worker.Id!)).Telecom.Select(t => t.Value));
        Assert.NotNull(await Reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{worker.Id}")));

        await world.EditWorkerAsync(worker.Id!, p => p.Telecom.RemoveAt(0));
        await world.SettleAsync();

        Assert.Equal(kept, (await world.ReadWorkerAsync(worker.Id!)).Telecom.Single().Value);
        Assert.Equal(["tel:" + kept], Workspace.FindByUuid(contact)!.Urns);
        Assert.Equal(thief.Uuid, world.ContactOf(number).Uuid);
        Assert.Null(await Reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{worker.Id}")));
    }

    [Fact]
    public async Task NumberRemovedInRapidPro_ThatNobodyTook_IsRemovedInTheRegistry()
    {
        var (number, kept) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var worker = await world.AddWorkerAsync("Removed Really", number, kept);
        await world.SettleAsync();

        Workspace.Edit(world.ContactOf(number).Uuid, c => c with { Urns = ["tel:" + kept] });
        await world.SettleAsync();

        Assert.Equal(kept, (await world.ReadWorkerAsync(worker.Id!)).Telecom.Single().Value);
    }

    [Fact]
    public async Task LandlineFirst_TheContactsFirstNumberIsTheMobile()
    {
        var worker = await world.AddAsync(await ReadCaseAsync<Practitioner>("04-landline-first/practitioner.json"));

        await world.SettleAsync();

        var contact = world.ContactOf("+250788900301");
        Assert.Equal(worker.Id, contact.Fields["globalid"]);
        Assert.Equal(["tel:+250788900301", "tel:+250252546777"], contact.Urns);
    }

    private static async Task<T> ReadCaseAsync<T>(string file)
        where T : Resource =>
        new FhirJsonDeserializer().Deserialize<T>(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "cases", file)));

    private (string? BirthDate, string? EmployeeNumber, string? Facility) FieldsOf(string number) =>
        world.ContactOf(number).Fields is var fields ? (fields["birth_date"], fields["employee_number"], fields["facility"]) : default;

    private async Task SetTypesAsync(string birthDate, string employeeNumber, string facility)
    {
        using var client = SimulatorClient.For(world.RapidPro);
        await client.PostJsonAsync("fields.json?key=birth_date", $$"""{"name": "Birth Date", "type": "{{birthDate}}"}""");
        await client.PostJsonAsync("fields.json?key=employee_number", $$"""{"name": "Employee Number", "type": "{{employeeNumber}}"}""");
        await client.PostJsonAsync("fields.json?key=facility", $$"""{"name": "Facility", "type": "{{facility}}"}""");
    }

    private async Task PostAsync(string file)
    {
        using var http = new HttpClient();
        using var body = new StringContent(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "cases", file)), Encoding.UTF8, new MediaTypeHeaderValue("application/fhir+json"));
        using var response = await http.PostAsync(world.FhirBaseUrl, body);
        response.EnsureSuccessStatusCode();
    }
}
