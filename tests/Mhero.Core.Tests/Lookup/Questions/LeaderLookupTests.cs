using Mhero.Core.Lookup;

namespace Mhero.Core.Tests.Lookup.Questions;

/// <summary>Who leads a facility, and which facility is meant.</summary>
public sealed class LeaderLookupTests
{
    private const string Manager = """{"coding":[{"code":"1342","display":"Manager"}]}""";

    private static readonly LookupRequest Who = new(LookupQuestion.Leader);

    [Fact]
    public async Task Ask_OwnFacility_NamesItsLeaderAndTheFacility()
    {
        using var world = new LookupWorld();
        AddLeader(world, "l1", "Mugisha");

        var reply = await world.AskAsync(Who);

        Assert.Equal(
            "answer=found code= wait_seconds= name=Jean Mugisha role=Manager count=1 facility=Muhoza Health Centre facility_code=F-M1 facility_id=Location/m1 district=Musanze",
            string.Join(' ', reply.Body.Select(b => $"{b.Key}={b.Value}")));
    }

    [Fact]
    public async Task Ask_NamesAreNotToBeTold_TellsTheNumberAlone()
    {
        using var world = new LookupWorld(("Mhero:Lookup:TellLeaderNames", "false"));
        AddLeader(world, "l1", "Mugisha");

        var reply = await world.AskAsync(Who);

        Assert.Equal(("found", "", "Manager", "1"), (reply.Body["answer"], reply.Body["name"], reply.Body["role"], reply.Body["count"]));
    }

    [Fact]
    public async Task Ask_Several_NamesThreeWhoBeganLastFirst()
    {
        using var world = new LookupWorld();
        AddLeader(world, "l1", "One", ",\"period\":{\"start\":\"2020\"}");
        AddLeader(world, "l2", "Two", ",\"period\":{\"start\":\"2024-05-01\"}");
        AddLeader(world, "l3", "Three");
        AddLeader(world, "l4", "Four");
        world.AddRole("again", "l1", "m1", Manager);

        var reply = await world.AskAsync(Who);

        Assert.Equal(("Jean Two, Jean One, Jean Three", "4"), (reply.Body["name"], reply.Body["count"]));
    }

    [Theory]
    [InlineData("", Manager, true, true)]
    [InlineData(",\"active\":true", Manager, true, true)]
    [InlineData(",\"active\":false", Manager, true, false)]
    [InlineData(",\"period\":{\"end\":\"2026-03-04\"}", Manager, true, true)]
    [InlineData(",\"period\":{\"end\":\"2026-03-03\"}", Manager, true, false)]
    [InlineData(",\"period\":{\"start\":\"2026-03-04\"}", Manager, true, true)]
    [InlineData(",\"period\":{\"start\":\"2026-03-05\"}", Manager, true, false)]
    [InlineData("", """{"text":"1342"}""", true, true)]
    [InlineData("", """{"coding":[{"display":" 1342 "}]}""", true, true)]
    [InlineData("", """{"coding":[{"code":"13"}],"text":"Nurse"}""", true, false)]
    [InlineData("", Manager, false, false)]
    public async Task Ask_Role_CountsWhenItLeadsToday(string more, string code, bool isActive, bool leads)
    {
        using var world = new LookupWorld();
        world.Registry.Put("{\"resourceType\":\"Practitioner\",\"id\":\"l1\",\"active\":" + (isActive ? "true" : "false") + ",\"name\":[{\"text\":\"Jean Mugisha\"}]}");
        world.AddRole("r-l1", "l1", "m1", code, more);

        var reply = await world.AskAsync(Who);

        Assert.Equal(
            leads ? ("found", "", "Jean Mugisha", "1") : ("unknown", LookupCodes.Unknown, "", ""),
            (reply.Body["answer"], reply.Body["code"], reply.Body["name"], reply.Body["count"]));
        Assert.Equal("Location/m1", reply.Body["facility_id"]);
    }

    [Fact]
    public async Task Ask_TodayIsThatOfTheMinistry()
    {
        using var world = new LookupWorld(("Mhero:Reporting:TimeZone", "Africa/Kigali"));
        AddLeader(world, "l1", "Mugisha", ",\"period\":{\"start\":\"2026-03-05\"}");
        world.Registry.App.Time.Advance(new TimeSpan(13, 59, 59));
        Assert.Equal("unknown", (await world.AskAsync(Who)).Body["answer"]);

        world.Registry.App.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("found", (await world.AskAsync(Who)).Body["answer"]);
    }

    [Fact]
    public async Task Ask_LeaderWithoutAName_IsCountedAndNotNamed()
    {
        using var world = new LookupWorld();
        world.Registry.Put("""{"resourceType":"Practitioner","id":"l1"}""");
        world.AddRole("r-l1", "l1", "m1", Manager);
        world.AddRole("r-lost", "lost", "m1", Manager);

        var reply = await world.AskAsync(Who);

        Assert.Equal(("found", "", "1"), (reply.Body["answer"], reply.Body["name"], reply.Body["count"]));
    }

    [Theory]
    [InlineData("In Charge", "found")]
    [InlineData("nurse", "unknown")]
    public async Task Ask_RolesOfTheSettings_TakeThePlaceOfTheDefault(string role, string answer)
    {
        using var world = new LookupWorld(("Mhero:Lookup:LeaderRoles:0", role));
        AddLeader(world, "l1", "Mugisha");
        world.AddWorker("l2", "Keza", "Ange");
        world.AddRole("r-l2", "l2", "m2", """{"text":"in  CHARGE"}""");

        var reply = await world.AskAsync(Who with { Facility = "F-M2" });

        Assert.Equal((answer, answer == "found" ? "Ange Keza" : ""), (reply.Body["answer"], reply.Body["name"]));
        Assert.NotEqual("Jean Mugisha", (await world.AskAsync(Who)).Body["name"]);
    }

    [Theory]
    [InlineData("Location/m2", "unknown", LookupCodes.Unknown, "Location/m2")]
    [InlineData("Location/none", "unknown", LookupCodes.Unknown, "")]
    [InlineData("F-M2", "unknown", LookupCodes.Unknown, "Location/m2")]
    [InlineData("Kinigi", "unknown", LookupCodes.Unknown, "")]
    [InlineData("Nyange Post", "unknown", LookupCodes.Several, "")]
    [InlineData("Kinigi*", "invalid", LookupCodes.ForbiddenCharacter, "")]
    public async Task Ask_FacilityOfTheFlow_HasToBeJustOne(string facility, string answer, string code, string id)
    {
        using var world = new LookupWorld();
        world.AddPlace("n1", "Nyange Post", "N-1", "bu", "huye");
        world.AddPlace("n2", "Nyange Post", "N-2", "bu", "musanze");

        var reply = await world.AskAsync(Who with { Facility = facility });

        Assert.Equal((answer, code, id), (reply.Body["answer"], reply.Body["code"], reply.Body["facility_id"]));
    }

    [Fact]
    public async Task Ask_StrangerOrWorkerWithoutAFacility_GetsNoAnswer()
    {
        using var world = new LookupWorld();
        AddLeader(world, "l1", "Mugisha");
        world.AddWorker("free", "Free", "Ann");
        await world.KnowAsync(LookupWorld.Stranger, null);
        var stranger = await world.AskAsync(Who with { Contact = LookupWorld.Stranger, Facility = "F-M1" });
        await world.OwnAsync("+250788000301", "Practitioner/free");
        var free = await world.AskAsync(Who with { Urn = LookupWorld.UrnOf("tel:+250788000301") });

        Assert.Equal(("refused", LookupCodes.Stranger, ""), (stranger.Body["answer"], stranger.Body["code"], stranger.Body["name"]));
        Assert.Equal(("unknown", LookupCodes.Unknown, ""), (free.Body["answer"], free.Body["code"], free.Body["facility"]));
    }

    private static void AddLeader(LookupWorld world, string id, string family, string more = "")
    {
        world.AddWorker(id, family, "Jean");
        world.AddRole("r-" + id, id, "m1", Manager, more);
    }
}
