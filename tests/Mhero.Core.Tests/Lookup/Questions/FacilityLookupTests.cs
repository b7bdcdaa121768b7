using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Lookup.Questions;

/// <summary>Which facility is meant: one, a menu, none.</summary>
public sealed class FacilityLookupTests
{
    private static readonly LookupRequest Which = new(LookupQuestion.Facility);

    [Theory]
    [InlineData("F-M1", "found", "", "Muhoza Health Centre|F-M1|Location/m1|Musanze")]
    [InlineData("muhoza health centre", "found", "", "Muhoza Health Centre|F-M1|Location/m1|Musanze")]
    [InlineData("Sovu", "choose", LookupCodes.Several, "|||")]
    [InlineData("Gitarama", "unknown", LookupCodes.Unknown, "|||")]
    [InlineData("", "invalid", LookupCodes.Empty, "|||")]
    [InlineData("Sovu*", "invalid", LookupCodes.ForbiddenCharacter, "|||")]
    public async Task Ask_Text_IsOneAMenuOrNone(string text, string answer, string code, string facility)
    {
        using var world = new LookupWorld();

        var reply = await world.AskAsync(Which with { Text = text });

        Assert.Equal((200, answer, code), (reply.Status, reply.Body["answer"], reply.Body["code"]));
        Assert.Equal(facility, string.Join('|', new[] { "facility", "facility_code", "facility_id", "district" }.Select(m => reply.Body[m])));
    }

    [Fact]
    public async Task Ask_OneThatIsNear_IsAMenuOfOne()
    {
        using var world = new LookupWorld();

        var reply = await world.AskAsync(Which with { Text = "Sovu" });

        Assert.Equal(
            ("1 Sovu Clinic", "1", "no", "Sovu Clinic", "F-H1", "Location/h1", ""),
            (reply.Body["menu"], reply.Body["count"], reply.Body["more"], reply.Body["option_1"], reply.Body["option_1_code"], reply.Body["option_1_id"], reply.Body["option_2"]));
    }

    [Theory]
    [InlineData("1", "found", "Location/h9")]
    [InlineData("2", "found", "Location/m9")]
    [InlineData("3", "invalid", "")]
    [InlineData("0", "invalid", "")]
    [InlineData("-1", "invalid", "")]
    [InlineData("+1", "invalid", "")]
    [InlineData("one", "invalid", "")]
    [InlineData("99999999999", "invalid", "")]
    public async Task Ask_Choice_IsAnEntryOfTheMenu(string choice, string answer, string id)
    {
        using var world = Alike();

        var reply = await world.AskAsync(Which with { Text = "Nyange Post", Choice = choice });

        Assert.Equal((answer, id, answer == "found" ? "" : LookupCodes.NoSuchChoice), (reply.Body["answer"], reply.Body["facility_id"], reply.Body["code"]));
    }

    [Theory]
    [InlineData("Nyange Post", "1 Nyange Post, Huye|2 Nyange Post, Musanze")]
    [InlineData("Busogo Post", "1 Busogo Post, F-1|2 busogo post, F-2")]
    [InlineData("Rugari Post", "1 Rugari Post|2 Rugari Post")]
    [InlineData("Base Post", "1 Base Post, Huye|2 Base Post")]
    public async Task Ask_SameNames_AreToldApartByDistrictOrCode(string text, string menu)
    {
        using var world = Alike();

        Assert.Equal(menu, (await world.AskAsync(Which with { Text = text })).Body["menu"].Replace('\n', '|'));
    }

    [Theory]
    [InlineData(9, "9", "no", "Location/x9")]
    [InlineData(10, "9", "yes", "Location/x9")]
    public async Task Ask_ManyThatAreNear_ShowsNine(int places, string count, string more, string last)
    {
        using var world = new LookupWorld();
        for (var n = 1; n <= places; n++)
        {
            world.AddPlace($"x{n}", $"Gahini {(char)('A' + n)}", null, "bu", "huye");
        }

        var reply = await world.AskAsync(Which with { Text = "Gahini" });

        Assert.Equal((count, more, last, ""), (reply.Body["count"], reply.Body["more"], reply.Body["option_9_id"], reply.Body["option_9_code"]));
    }

    [Fact]
    public async Task Ask_FacilitiesBeyondThoseInMemory_AreSearchedFor()
    {
        // The registry lists those with the shortest ids first.
        using var world = new LookupWorld(("Mhero:Places:MaxIndexed", "4"));
        world.AddPlace("byumba-clinic", "Byumba Clinic", "F-B1", "bu", "huye");

        Assert.Equal("Location/h1", (await world.AskAsync(Which with { Text = "f-h1" })).Body["facility_id"]);
        Assert.DoesNotContain(world.Registry.Searches, s => s.StartsWith("Location?identifier=", StringComparison.Ordinal));
        Assert.Equal("Location/byumba-clinic", (await world.AskAsync(Which with { Text = "f-b1" })).Body["facility_id"]);
        Assert.Contains(world.Registry.Searches, s => s.StartsWith("Location?identifier=f-b1,F-B1&", StringComparison.Ordinal));
        Assert.Equal("Location/byumba-clinic", (await world.AskAsync(Which with { Text = "Byumba Clinic" })).Body["facility_id"]);
        Assert.Equal("1 Byumba Clinic", (await world.AskAsync(Which with { Text = "Byumba" })).Body["menu"]);
        Assert.Equal("unknown", (await world.AskAsync(Which with { Text = "Gitarama" })).Body["answer"]);
    }

    [Fact]
    public async Task Ask_RegistryCannotBeRead_IsUnavailable()
    {
        using var world = new LookupWorld();
        world.Registry.AnswerOf = asked => asked.StartsWith("Location?", StringComparison.Ordinal) ? AnsweringHandler.Fhir("{}", 500) : null;

        var reply = await world.AskAsync(Which with { Text = "Muhoza" });

        Assert.Equal((503, "unavailable", FhirErrorCodes.ServerFailed, ""), (reply.Status, reply.Body["answer"], reply.Body["code"], reply.Body["menu"]));
    }

    [Fact]
    public async Task Ask_SystemOfTheSettings_IsTheFacilitysCode()
    {
        using var world = new LookupWorld(("Mhero:Lookup:FacilitySystem", "http://example.org/new"));
        world.AddPlace("new", "Byumba Post", "N-1", "bu", "huye", "http://example.org/new");

        Assert.Equal(("N-1", "Huye"), await CodeAsync("Byumba Post"));
        Assert.Equal(("", "Musanze"), await CodeAsync("Muhoza Health Centre"));

        async Task<(string, string)> CodeAsync(string text)
        {
            var reply = await world.AskAsync(Which with { Text = text });
            return (reply.Body["facility_code"], reply.Body["district"]);
        }
    }

    [Theory]
    [InlineData("Location/m1", true)]
    [InlineData("Location/A.b-9", true)]
    [InlineData("Location/", false)]
    [InlineData("Location/m 1", false)]
    [InlineData("Location/m_1", false)]
    [InlineData("location/m1", false)]
    [InlineData("Muhoza", false)]
    public void IsReference_IdOfALookUp_IsToldFromText(string text, bool isReference) => Assert.Equal(isReference, FacilityFinder.IsReference(text));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsReference_LongestId_IsThatOfFhir(int length, bool isReference) =>
        Assert.Equal(isReference, FacilityFinder.IsReference("Location/" + new string('a', length)));

    [Theory]
    [InlineData("Muhoza", "Location/m1|Muhoza Health Centre|Muhoza Health Centre, Musanze")]
    [InlineData("Nyange", "Location/h9|F-9|Nyange Post, Huye;Location/m9|F-8|Nyange Post, Musanze")]
    [InlineData("Rugari", "")]
    [InlineData("Kabaya", "Location/k|Kabaya Post|Kabaya Post")]
    [InlineData("Gitarama", "")]
    public async Task Suggest_Text_NamesEachByWhatFindsItAlone(string text, string suggestions)
    {
        using var world = Alike();

        var found = await world.Registry.Get<IPlaceSuggestions>().FindAsync(text, CancellationToken.None);

        Assert.Equal(suggestions, string.Join(';', found.Select(s => $"{s.Reference}|{s.Text}|{s.Reason}")));
    }

    private static LookupWorld Alike()
    {
        var world = new LookupWorld();
        world.AddPlace("m9", "Nyange Post", "F-8", "bu", "musanze");
        world.AddPlace("h9", "Nyange Post", "F-9", "bu", "huye");
        world.AddPlace("b1", "Busogo Post", "F-1", "bu", "musanze");
        world.AddPlace("b2", "busogo post", "F-2", "bu", "musanze");
        world.AddPlace("u1", "Rugari Post", null, "bu", "musanze");
        world.AddPlace("u2", "Rugari Post", null, "bu", "musanze");
        world.AddPlace("s1", "Base Post", "F-3", "bu", "huye");
        world.AddPlace("s2", "Base Post", null, "bu", null);
        world.AddPlace("k", "Kabaya Post", null, "bu", null);
        return world;
    }
}
