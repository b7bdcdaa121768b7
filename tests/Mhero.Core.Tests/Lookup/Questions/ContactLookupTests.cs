using Mhero.Core.Lookup;

namespace Mhero.Core.Tests.Lookup.Questions;

/// <summary>Who is this contact? For the contact who asks alone, however the contact is named.</summary>
public sealed class ContactLookupTests
{
    private static readonly LookupRequest Who = new(LookupQuestion.Contact);

    [Fact]
    public async Task Ask_LinkedContact_HasNameCadreLanguageAndFacility()
    {
        using var world = new LookupWorld();

        var reply = await world.AskAsync(Who);

        Assert.Equal(200, reply.Status);
        Assert.Equal(
            "answer=found code= wait_seconds= name=Aline Uwera first_name=Aline last_name=Uwera cadre=Nurse language=kin active=yes "
            + "facility=Muhoza Health Centre facility_code=F-M1 facility_id=Location/m1 district=Musanze",
            string.Join(' ', reply.Body.Select(b => $"{b.Key}={b.Value}")));
    }

    [Fact]
    public async Task Ask_WorkerWithoutRoleNameAndActivity_HasEmptyMembers()
    {
        using var world = new LookupWorld();
        world.Registry.Put("""{"resourceType":"Practitioner","id":"bare","active":false}""");
        await world.KnowAsync(LookupWorld.Stranger, "Practitioner/bare");

        var reply = await world.AskAsync(Who with { Contact = LookupWorld.Stranger });

        Assert.Equal(("found", "no"), (reply.Body["answer"], reply.Body["active"]));
        Assert.Equal("", string.Concat(reply.Body.Where(b => b.Key is not ("answer" or "active")).Select(b => b.Value)));
    }

    [Theory]
    [InlineData("""{"text":"Nurse","coding":[{"display":"Midwife"}]}""", "Nurse")]
    [InlineData("""{"text":" ","coding":[{"code":"m"},{"display":" Mid  wife"}]}""", "Mid wife")]
    [InlineData("""{"coding":[{"code":"m"}]},{"text":"Second"}""", "Second")]
    [InlineData("""{"coding":[{"code":"m"}]}""", "")]
    public async Task Ask_CadreIsNoField_TakesItFromTheRole(string code, string cadre)
    {
        using var world = new LookupWorld(("Mhero:Contacts:Fields:gender:Element", "Gender"), ("Mhero:Contacts:Fields:gender:Name", "Gender"));
        world.AddRole("r-aline", "aline", "m1", code);

        Assert.Equal(cadre, (await world.AskAsync(Who)).Body["cadre"]);
    }

    [Theory]
    [InlineData("Person", "Jean Gatete")]
    [InlineData("Patient", "Jean Gatete")]
    [InlineData("Practitioner", "Jean Gatete")]
    public async Task Ask_WorkerOfAnotherType_IsRead(string type, string name)
    {
        using var world = new LookupWorld();
        world.Registry.Put($$"""{"resourceType":"{{type}}","id":"jean","name":[{"family":"Gatete","given":["Jean"]}]}""");
        await world.KnowAsync(LookupWorld.Stranger, type + "/jean");

        var reply = await world.AskAsync(Who with { Contact = LookupWorld.Stranger });

        Assert.Equal((name, "Jean", "Gatete", ""), (reply.Body["name"], reply.Body["first_name"], reply.Body["last_name"], reply.Body["facility_id"]));
        Assert.Equal(type == "Practitioner", world.Registry.Searches.Any(s => s.StartsWith("PractitionerRole?practitioner=Practitioner/jean", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Practitioner/gone")]
    [InlineData("Group/1")]
    [InlineData("nothing")]
    public async Task Ask_WorkerIsNotInTheRegistry_IsUnknown(string worker)
    {
        using var world = new LookupWorld();
        await world.KnowAsync(LookupWorld.Stranger, worker);

        var reply = await world.AskAsync(Who with { Contact = LookupWorld.Stranger });

        Assert.Equal((200, "unknown", LookupCodes.Unknown), (reply.Status, reply.Body["answer"], reply.Body["code"]));
    }

    [Theory]
    [InlineData("tel:+250788000301", "found", "")]
    [InlineData("tel:0788000301", "found", "")]
    [InlineData("whatsapp:250788000301", "found", "")]
    [InlineData("tel:+250788000302", "unknown", LookupCodes.Several)]
    [InlineData("tel:+250788000303", "unknown", LookupCodes.Unknown)]
    [InlineData("tel:abc", "unknown", LookupCodes.Unknown)]
    [InlineData("telegram:250788000301", "unknown", LookupCodes.Unknown)]
    public async Task Ask_ByNumber_IsWhoOwnsItAlone(string urn, string answer, string code)
    {
        using var world = new LookupWorld();
        await world.OwnAsync("+250788000301", "Practitioner/aline");
        await world.OwnAsync("+250788000302", "Practitioner/aline", "Practitioner/other");

        var reply = await world.AskAsync(Who with { Urn = LookupWorld.UrnOf(urn) });

        Assert.Equal((answer, code), (reply.Body["answer"], reply.Body["code"]));
    }

    [Fact]
    public async Task Ask_ContactIsNotLinkedAndNumberIsKnown_IsWhoOwnsTheNumber()
    {
        using var world = new LookupWorld();
        await world.OwnAsync("+250788000301", "Practitioner/aline");

        var reply = await world.AskAsync(Who with { Contact = LookupWorld.Stranger, Urn = LookupWorld.UrnOf("tel:+250788000301") });

        Assert.Equal("Aline Uwera", reply.Body["name"]);
    }

    [Theory]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01", "found", "")]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02", "refused", LookupCodes.AnotherContact)]
    [InlineData("tel:+250788000301", "found", "")]
    [InlineData("0788 000 301", "found", "")]
    [InlineData("tel:+250788000302", "found", "")]
    [InlineData("telegram:77", "found", "")]
    [InlineData("telegram:78", "refused", LookupCodes.AnotherContact)]
    [InlineData("whatsapp:250788000301", "refused", LookupCodes.AnotherContact)]
    [InlineData("+250788000303", "refused", LookupCodes.AnotherContact)]
    [InlineData("Aline", "refused", LookupCodes.AnotherContact)]
    public async Task Ask_About_IsAnsweredForTheCallerAlone(string about, string answer, string code)
    {
        using var world = new LookupWorld();
        await world.KnowAsync(LookupWorld.Aline, "Practitioner/aline", "tel:+250788000302", "no urn", "telegram:77");

        var reply = await world.AskAsync(Who with { Contact = LookupWorld.Aline, Urn = LookupWorld.UrnOf("tel:+250788000301"), About = about });

        Assert.Equal((answer, code), (reply.Body["answer"], reply.Body["code"]));
        Assert.Equal(answer == "found" ? "Aline Uwera" : "", reply.Body["name"]);
    }

    [Fact]
    public async Task Ask_AboutANumberWithoutAContact_ComparesTheUrnAlone()
    {
        using var world = new LookupWorld();
        await world.OwnAsync("+250788000301", "Practitioner/aline");
        var asked = Who with { Urn = LookupWorld.UrnOf("tel:+250788000301") };

        Assert.Equal("found", (await world.AskAsync(asked with { About = "0788000301" })).Body["answer"]);
        Assert.Equal("refused", (await world.AskAsync(asked with { About = "0788000302" })).Body["answer"]);
    }

    [Fact]
    public async Task Ask_OftenerThanAllowed_SaysHowLongToWait()
    {
        using var world = new LookupWorld(("Mhero:Lookup:PerMinute", "1"));
        world.Registry.App.Time.Advance(TimeSpan.FromSeconds(18));
        Assert.Equal("found", (await world.AskAsync(Who)).Body["answer"]);

        var refused = await world.AskAsync(Who);
        Assert.Equal((200, "busy", LookupCodes.TooOften, "42", ""), (refused.Status, refused.Body["answer"], refused.Body["code"], refused.Body["wait_seconds"], refused.Body["name"]));
        Assert.Equal("unknown", (await world.AskAsync(Who with { Contact = LookupWorld.Stranger })).Body["answer"]);

        world.Registry.App.Time.Advance(TimeSpan.FromSeconds(42));
        Assert.Equal("found", (await world.AskAsync(Who)).Body["answer"]);
    }

    [Fact]
    public void MembersOf_EachQuestion_AreWhatItsAnswersHave()
    {
        using var world = new LookupWorld();
        var service = world.Registry.Get<LookupService>();

        Assert.Equal(["exists", "name_agrees"], service.MembersOf(LookupQuestion.Employee));
        Assert.Equal(["name", "role", "count", "facility", "facility_code", "facility_id", "district"], service.MembersOf(LookupQuestion.Leader));
        Assert.Equal(["period_start", "period_end", "facility", "facility_code", "facility_id", "district"], service.MembersOf(LookupQuestion.Reported));
        Assert.Empty(service.MembersOf(LookupQuestion.Patient));
        Assert.Equal(4 + 3 + (3 * 9), service.MembersOf(LookupQuestion.Facility).Count);
    }
}
