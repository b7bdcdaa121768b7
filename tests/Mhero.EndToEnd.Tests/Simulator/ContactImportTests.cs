using System.Net;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>An import of contacts as RapidPro's page does it, by its source (9.0).</summary>
public sealed class ContactImportTests
{
    private const string First = "+250788300001";
    private const string Second = "+250788300002";

    [Fact]
    public async Task Import_Rows_UpdateByUuidElseByFirstUrnElseCreate()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var workspace = simulator.Workspace;
        workspace.AddField("cadre");
        var known = workspace.AddContact(new SimulatedContact { Name = "Ann", Language = "eng", Urns = ["tel:" + First] });
        var owner = workspace.AddContact(new SimulatedContact { Name = "Ben", Urns = ["tel:" + Second] });

        var result = workspace.ImportContacts($"""
            Contact UUID,URN:Tel,Name,Language,Field:cadre,Remark
            {known.Uuid},,,--,nurse,x
            ,{Second},Bert,,--,
            ,+250788300003,"Cid, the third",kin,,
            ,,Without Address,,,
            """, "Imported");

        Assert.Equal((1, 2, 1), (result.Created, result.Updated, result.Skipped));
        Assert.Empty(result.Errors);
        Assert.False(result.IsSuspicious);
        var updated = workspace.FindByUuid(known.Uuid)!;
        Assert.Equal(("Ann", null, "nurse"), (updated.Name, updated.Language, updated.Fields["cadre"]));
        Assert.True(updated.ModifiedOn > known.ModifiedOn);
        Assert.Equal("Bert", workspace.FindByUuid(owner.Uuid)!.Name);
        Assert.Equal(("Cid, the third", "kin"), (workspace.FindByUrn("tel:+250788300003")!.Name, workspace.FindByUrn("tel:+250788300003")!.Language));
        Assert.All(workspace.Contacts, c => Assert.Equal(["Imported"], c.Groups));
        Assert.Equal(0, simulator.Requests.Total);
    }

    [Fact]
    public async Task Import_RowsThatCannotBe_AreErrorsOfTheirOwn()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var workspace = simulator.Workspace;
        workspace.AddContact(new SimulatedContact { Name = "Ann", Urns = ["tel:" + First] });
        var other = workspace.AddContact(new SimulatedContact { Name = "Ben", Urns = ["tel:" + Second] });

        var result = workspace.ImportContacts($"""
            Contact UUID,URN:Tel,URN:Tel,Name,Language
            {Guid.NewGuid()},,,Gone,
            {other.Uuid},{First},,Taken,
            ,+250788300007,,Del,xxx
            """);

        Assert.Equal([2, 3, 4], result.Errors.Select(e => e.Row));
        Assert.Equal(["tel:" + First], workspace.FindByUrn("tel:" + First)!.Urns);
        Assert.Equal("Ben", workspace.FindByUuid(other.Uuid)!.Name);
        Assert.Equal("Del", workspace.FindByUrn("tel:+250788300007")!.Name);
    }

    [Fact]
    public async Task Import_NewField_IsMadeWithItsType()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());

        simulator.Workspace.ImportContacts($"URN:Tel,Field:Age\n{First},031", newFieldTypes: new Dictionary<string, string> { ["Age"] = "number" });

        Assert.Equal(("age", "number"), (Assert.Single(simulator.Workspace.Fields).Key, simulator.Workspace.Fields[0].Type));
        Assert.Equal("31", simulator.Workspace.FindByUrn("tel:" + First)!.Fields["age"]);
    }

    [Theory]
    [InlineData("URN:Tel,Name\n+250788300001,Ann\n0788300001,Ben", "duplicated contact URN")]
    [InlineData("Contact UUID,Name\n0b0f8f0f-52a5-4c53-8a39-1f6f2f0a9c11,Ann\n0B0F8F0F-52A5-4C53-8A39-1F6F2F0A9C11,Ben", "duplicated contact UUID")]
    [InlineData("URN:Tel,\n+250788300001,x", "empty header")]
    [InlineData("Name\nAnn", "either UUID or a URN")]
    [InlineData("UUID,Remark\n0b0f8f0f-52a5-4c53-8a39-1f6f2f0a9c11,x", "besides UUID")]
    [InlineData("URN:Tel,Name", "doesn't contain any records")]
    public async Task Import_FileThatIsRefused_ChangesNothing(string csv, string reason)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Country = "RW" });

        var refusal = Assert.Throws<ArgumentException>(() => simulator.Workspace.ImportContacts(csv));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(simulator.Workspace.Contacts);
    }

    [Fact]
    public async Task Import_MoreThan25000Records_IsRefused()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        string File(int rows) => "URN:Tel,Name\n" + string.Join('\n', Enumerable.Range(0, rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"+25078{8300000 + (i * 7)},W{i}")));

        Assert.Throws<ArgumentException>(() => simulator.Workspace.ImportContacts(File(25_001)));
        Assert.Equal(25_000, simulator.Workspace.ImportContacts(File(25_000)).Created);
    }

    [Theory]
    [InlineData(249, false)]
    [InlineData(250, true)]
    public async Task Import_NumbersInASequence_AreSuspiciousFrom250On(int count, bool isSuspicious)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());

        var result = simulator.Workspace.ImportContacts("URN:Tel,Name\n" + string.Join('\n', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"+25078{8300000 + i},W"))));

        Assert.Equal(isSuspicious, result.IsSuspicious);
    }

    [Fact]
    public async Task ImportPage_FileOfTheFormAndBodyWithAGroup_AreImported()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = new HttpClient { BaseAddress = simulator.BaseUrl };
        using var form = new MultipartFormDataContent { { new StringContent($"URN:Tel,Name\n{First},Ann"), "file", "contacts-001.csv" }, { new StringContent("Staff"), "group" } };

        using var page = await http.GetAsync("/simulator/contacts");
        using var uploaded = await http.PostAsync("/simulator/contacts", form);
        using var posted = await http.PostAsync("/simulator/contacts?group=Staff", new StringContent($"URN:Tel,Name\n{Second},Ben"));
        using var refused = await http.PostAsync("/simulator/contacts", new StringContent("Name\nx"));

        Assert.Contains("multipart/form-data", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.BadRequest), (uploaded.StatusCode, posted.StatusCode, refused.StatusCode));
        Assert.Equal(1, JsonDocument.Parse(await posted.Content.ReadAsStringAsync()).RootElement.GetProperty("created").GetInt32());
        Assert.Equal(["Ann", "Ben"], simulator.Workspace.Contacts.Select(c => c.Name));
        Assert.All(simulator.Workspace.Contacts, c => Assert.Equal(["Staff"], c.Groups));
    }
}
