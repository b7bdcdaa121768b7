using Mhero.Core.Messaging.Recipients;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Recipients;

/// <summary>Groups, cadres and places from which a person chooses recipients.</summary>
public sealed class RecipientChoicesTests
{
    [Fact]
    public async Task Groups_ByName_AreTwoHundredAtMost()
    {
        using var world = new RecipientWorld(("Mhero:Fhir:PageSize", "150"));
        world.Put("Group", "b", ""","name":" nurses  of Huye" """);
        world.Put("Group", "a", ""","name":"Midwives" """);
        world.Put("Group", "c", "");
        Assert.Equal(["Group/c=Group/c", "Group/a=Midwives", "Group/b=nurses of Huye"], Texts(await Choices(world).GroupsAsync(CancellationToken.None)));

        for (var n = 1; n <= 300; n++)
        {
            world.Put("Group", $"n{n}", ""","name":"N" """);
        }

        Assert.Equal(200, (await Choices(world).GroupsAsync(CancellationToken.None)).Count);
        Assert.Equal(2, world.Registry.Searches.Count(s => s.StartsWith("_page", StringComparison.Ordinal) || s.Contains("name,type,actual", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task Cadres_OfRoles_AreEachCodeOnceByName()
    {
        using var world = new RecipientWorld();
        world.Put("PractitionerRole", "r1", ""","code":[{"coding":[{"system":"http://x.org","code":"nurse","display":"  nurse"},{"code":"m"}]}]""");
        world.Put("PractitionerRole", "r2", ""","code":[{"coding":[{"system":"http://x.org","code":"nurse","display":"Other"}]},{"text":"No code","coding":[{"display":"No code"}]}]""");
        world.Put("PractitionerRole", "r3", ""","code":[{"coding":[{"system":"http://x.org","code":"doctor","display":"Doctor"}]}]""");

        Assert.Equal(["http://x.org|doctor=Doctor", "m=m", "http://x.org|nurse=nurse"], Texts(await Choices(world).CadresAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Cadres_ManyRoles_AreThoseOfTheFirstThousand()
    {
        using var world = new RecipientWorld(("Mhero:Fhir:PageSize", "500"));
        for (var n = 0; n < 1_000; n++)
        {
            world.Put("PractitionerRole", $"r{n:0000}", ""","code":[{"coding":[{"code":"nurse"}]}]""");
        }

        world.Put("PractitionerRole", "r1000", ""","code":[{"coding":[{"code":"late"}]}]""");

        Assert.Equal(["nurse=nurse"], Texts(await Choices(world).CadresAsync(CancellationToken.None)));
    }

    [Theory]
    [InlineData("muhoza", "Location/m1=Muhoza Centre (Musanze), Location/m2=Old Muhoza (Musanze)")]
    [InlineData("MUSANZE", "Location/d=Musanze, Location/m1=Muhoza Centre (Musanze), Location/m2=Old Muhoza (Musanze)")]
    [InlineData("Location/x", "Location/x=Location/x")]
    [InlineData("Huye", "")]
    public async Task Places_ByAPartOfTheirName_BeginWithThoseThatBeginSo(string text, string expected)
    {
        using var world = new RecipientWorld();
        world.Put("Location", "d", ""","name":"Musanze" """);
        world.Put("Location", "m2", ""","name":"Old Muhoza","partOf":{"reference":"Location/d"}""");
        world.Put("Location", "m1", ""","name":"Muhoza Centre","partOf":{"reference":"Location/d"}""");
        world.Put("Location", "x", "");

        Assert.Equal(expected, string.Join(", ", Texts(await Choices(world).PlacesAsync(text, CancellationToken.None))));
    }

    [Fact]
    public async Task Places_Many_AreTwentyAtMost()
    {
        using var world = new RecipientWorld();
        for (var n = 1; n <= 21; n++)
        {
            world.Put("Location", $"m{n}", $$""","name":"Post {{n:00}}" """);
        }

        var found = await Choices(world).PlacesAsync("post", CancellationToken.None);

        Assert.Equal((20, "Post 01", "Post 20"), (found.Count, found[0].Text, found[^1].Text));
    }

    private static RecipientChoices Choices(RecipientWorld world) => world.Registry.Get<RecipientChoices>();

    private static IEnumerable<string> Texts(IEnumerable<RecipientChoice> choices) => choices.Select(c => $"{c.Value}={c.Text}");
}
