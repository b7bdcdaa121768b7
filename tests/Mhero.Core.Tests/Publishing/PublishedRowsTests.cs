using Mhero.Core.Fhir;
using Mhero.Core.Floip;
using Mhero.Core.Publishing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Publishing;

/// <summary>The rows of a package: which, in which order, and page by page to either end.</summary>
public sealed class PublishedRowsTests
{
    private const string After = "page[afterCursor]";
    private const string Before = "page[beforeCursor]";

    private static readonly string[] All = ["b:week", "b:cases", "a:week", "a:cases", "c:week", "c:cases", "d:week", "d:cases"];

    [Theory]
    [InlineData("1", "500")]
    [InlineData("2", "500")]
    [InlineData("3", "2")]
    [InlineData("4", "1")]
    [InlineData("5", "500")]
    [InlineData("7", "3")]
    [InlineData("8", "4")]
    [InlineData("9", "500")]
    public async Task Read_PageByPage_ShowsEachRowOnceInEitherDirection(string size, string registryPage)
    {
        using var world = Filled(("Mhero:Fhir:PageSize", registryPage));
        var page = PublishedWorld.JsonOf(await world.RowsAsync(("page[size]", size)));
        Assert.Null(PublishedWorld.LinkOf(page, "previous"));
        var forward = PublishedWorld.RowsOf(page);
        while (PublishedWorld.LinkOf(page, "next") is { } next)
        {
            page = await world.FollowAsync(next);
            Assert.InRange(PublishedWorld.RowsOf(page).Count, 0, int.Parse(size, null));
            forward.AddRange(PublishedWorld.RowsOf(page));
        }

        Assert.Equal(All, forward);
        var backward = PublishedWorld.RowsOf(page);
        while (PublishedWorld.LinkOf(page, "previous") is { } previous)
        {
            page = await world.FollowAsync(previous);
            Assert.NotNull(PublishedWorld.LinkOf(page, "next"));
            backward.InsertRange(0, PublishedWorld.RowsOf(page));
        }

        Assert.Equal(All, backward);
    }

    [Fact]
    public async Task Read_Page_HasItsAddressesAndRows()
    {
        using var world = Filled(("Mhero:Publishing:PageSize", "3"));

        var page = PublishedWorld.JsonOf(await world.RowsAsync(("filter[end-timestamp]", "2026-03-04T12:00:00Z")));

        var address = $"{PublishedWorld.Address}/{PublishedWorld.Id}";
        Assert.Equal(("flow-results-data", PublishedWorld.Id), ((string?)page["data"]!["type"], (string?)page["data"]!["id"]));
        Assert.Equal(address, (string?)page["data"]!["relationships"]!["descriptor"]!["links"]!["self"]);
        Assert.Equal($"{address}/responses?filter%5Bend-timestamp%5D=2026-03-04T12%3A00%3A00Z", PublishedWorld.LinkOf(page, "self"));
        Assert.StartsWith($"{address}/responses?filter%5Bend-timestamp%5D=2026-03-04T12%3A00%3A00Z&page%5BafterCursor%5D=", PublishedWorld.LinkOf(page, "next"), StringComparison.Ordinal);
        Assert.Equal(3, PublishedWorld.RowsOf(page).Count);
        Assert.Equal("""["2026-03-04T09:00:00+00:00","b:week",null,"b","week","W10",{}]""", page["data"]!["attributes"]!["responses"]![0]!.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
        Assert.Equal("3", page["data"]!["attributes"]!["responses"]![1]![5]!.ToJsonString());

        var second = await world.FollowAsync(PublishedWorld.LinkOf(page, "next")!);
        Assert.Equal(PublishedWorld.LinkOf(page, "next"), PublishedWorld.LinkOf(second, "self"));
        Assert.Equal($"{address}/responses", PublishedWorld.LinkOf(PublishedWorld.JsonOf(await world.RowsAsync()), "self"));
    }

    [Theory]
    [InlineData("start", "2026-03-04T08:59:59Z", "b a c d")]
    [InlineData("start", "2026-03-04T09:00:00Z", "a c d")]
    [InlineData("start", "2026-03-04T11:00:00 02:00", "a c d")]
    [InlineData("start", "2026-03-04T09:02:00Z", "d")]
    [InlineData("start", "2026-03-04T10:03:00Z", "")]
    [InlineData("end", "2026-03-04T08:59:59Z", "")]
    [InlineData("end", "2026-03-04T09:00:00Z", "b")]
    [InlineData("end", "2026-03-04T09:01:00Z", "b a")]
    [InlineData("end", "2026-03-04T09:02:00Z", "b a c")]
    [InlineData("end", "2026-03-04T10:02:59Z", "b a c")]
    [InlineData("end", "2026-03-04T10:03:00Z", "b a c d")]
    public async Task Read_Time_IsAfterTheStartAndUpToTheEnd(string filter, string time, string responses)
    {
        using var world = Filled();

        Assert.Equal(responses, Responses(await world.RowsAsync(($"filter[{filter}-timestamp]", time))));
    }

    [Theory]
    [InlineData("min", "2026-01-01T00:00:00Z", "v1 v2 none other")]
    [InlineData("min", "2026-01-01T00:00:01Z", "v2 none other")]
    [InlineData("min", "2026-02-01T00:00:00Z", "v2 none other")]
    [InlineData("min", "2026-02-01T00:00:01Z", "none other")]
    [InlineData("max", "2025-12-31T23:59:59Z", "none other")]
    [InlineData("max", "2026-01-01T00:00:00Z", "v1 none other")]
    [InlineData("max", "2026-01-31T23:59:59Z", "v1 none other")]
    [InlineData("max", "2026-02-01T00:00:00Z", "v1 v2 none other")]
    public async Task Read_Version_IsThatOfTheResponsesQuestionnaire(string filter, string time, string responses)
    {
        using var world = new PublishedWorld();
        world.AddResponse("v1", 0, version: "1");
        world.AddResponse("v2", 1, version: "2#part");
        world.AddResponse("none", 2, version: "");
        world.AddResponse("other", 3, version: "9");

        Assert.Equal(responses, Responses(await world.RowsAsync(($"filter[{filter}-version]", time))));
    }

    [Fact]
    public async Task Read_ResponsesThatDoNotCount_AreLeftOut()
    {
        using var world = new PublishedWorld();
        world.AddResponse("wrong", 0, status: "entered-in-error");
        world.AddResponse("progress", 1, status: "in-progress");
        world.AddResponse("other", 2, url: PublishedWorld.Url + "-2");
        world.Registry.PutAt("""{"resourceType":"QuestionnaireResponse","id":"bare","status":"completed"}""", PublishedWorld.At(3));
        world.AddResponse("last", 4);

        Assert.Equal("progress last", Responses(await world.RowsAsync()));
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public async Task Read_SearchByForm_NamesTheUrlAndItsVersions(string setting, bool names)
    {
        using var world = Filled(("Mhero:Reporting:SearchByForm", setting));

        Assert.Equal("b a c d", Responses(await world.RowsAsync()));
        var search = Assert.Single(world.Registry.Searches, s => s.StartsWith("QuestionnaireResponse?", StringComparison.Ordinal));
        Assert.Equal(names, search.Contains($"questionnaire={PublishedWorld.Url},{PublishedWorld.Url}\\|2,{PublishedWorld.Url}\\|1&", StringComparison.Ordinal));
        Assert.Contains("_sort=_lastUpdated", search, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ResponseThatChangesBetweenPages_ComesAgainAsAWhole()
    {
        using var world = Filled();
        var page = PublishedWorld.JsonOf(await world.RowsAsync(("page[size]", "1")));
        Assert.Equal(["b:week"], PublishedWorld.RowsOf(page));
        world.AddResponse("b", 9, "2026-03-04T09:00:00Z");

        var rows = new List<string>();
        while (PublishedWorld.LinkOf(page, "next") is { } next)
        {
            page = await world.FollowAsync(next);
            rows.AddRange(PublishedWorld.RowsOf(page));
        }

        Assert.Equal(["a:week", "a:cases", "c:week", "c:cases", "d:week", "d:cases", "b:week", "b:cases"], rows);
    }

    [Theory]
    [InlineData(After, "b:week", "b a c d")]
    [InlineData(After, "d:cases", "d")]
    [InlineData(After, "d:cases:2", "d")]
    [InlineData(After, "undated:week", "undated")]
    [InlineData(Before, "d:week", "b a c")]
    [InlineData(Before, "b:week", "")]
    public async Task Read_RowIdForACursor_IsThePlaceOfItsResponse(string parameter, string row, string responses)
    {
        using var world = Filled();
        if (row.StartsWith("undated", StringComparison.Ordinal))
        {
            world.AddResponse("undated", 5);
        }

        Assert.Equal(responses, Responses(await world.RowsAsync((parameter, row))));
    }

    [Theory]
    [InlineData(After, "none:week")]
    [InlineData(After, "b")]
    [InlineData(After, "b c:week")]
    [InlineData(Before, ":week")]
    [InlineData("page[size]", "0")]
    [InlineData("page[size]", "5001")]
    [InlineData("page[size]", "-1")]
    [InlineData("page[size]", "many")]
    [InlineData("filter[start-timestamp]", "yesterday")]
    [InlineData("filter[end-timestamp]", "2026-03-04")]
    [InlineData("filter[min-version]", "")]
    [InlineData("filter[max-version]", "2")]
    public async Task Read_ParameterThatCannotBe_Is400AndNamesIt(string name, string value)
    {
        using var world = Filled();

        var answer = await world.RowsAsync((name, value));

        Assert.Equal((400, FloipCodes.BadRowQuery, true), (answer.Status, answer.Code, answer.Json.IsEmpty));
        Assert.Contains(name is After or Before ? "This row does not exist" : name, answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("5000", 8)]
    public async Task Read_SizeThatCanBe_IsKept(string size, int rows)
    {
        using var world = Filled();

        Assert.Equal(rows, PublishedWorld.RowsOf(PublishedWorld.JsonOf(await world.RowsAsync(("page[size]", size)))).Count);
    }

    [Fact]
    public async Task Read_BothCursors_Is400()
    {
        using var world = Filled();

        var answer = await world.RowsAsync((After, "b:week"), (Before, "b:week"));

        Assert.Equal((400, $"Send {After} or {Before}, and not both."), (answer.Status, answer.Detail));
    }

    [Fact]
    public async Task Read_UnknownPackage_Is404()
    {
        using var world = new PublishedWorld();
        world.Registry.Delete("Questionnaire/q1");
        world.Registry.Delete("Questionnaire/q2");

        Assert.Equal(404, (await world.RowsAsync()).Status);
    }

    [Theory]
    [InlineData("1", "2", false, true)]
    [InlineData("2", "1", false, false)]
    [InlineData("1", "1", false, true)]
    [InlineData("2", "1", true, true)]
    [InlineData("1", "2", true, false)]
    [InlineData("1", "1", true, true)]
    public async Task Read_ServerThatDoesNotSort_IsNotPaged(string first, string second, bool isBackward, bool works)
    {
        using var world = new PublishedWorld();
        world.Registry.AnswerOf = asked => asked.StartsWith("QuestionnaireResponse?", StringComparison.Ordinal)
            ? RegistryApp.Found(Stored("x", first), Stored("y", second), Stored("y", second), PublishedWorld.ResponseOf("timeless"))
            : null;
        var cursor = new RowCursor(PublishedWorld.At(9), "", 0).ToString();

        var answer = await world.RowsAsync(isBackward ? [(Before, cursor)] : []);

        Assert.Equal(works ? (200, null) : (503, FhirErrorCodes.Unreadable), (answer.Status, answer.Code));
        if (works)
        {
            // In the order of their times; of one time by their ids.
            Assert.Equal(isBackward && first == "2" ? "y x" : "x y", Responses(answer));
        }

        static string Stored(string id, string minute) => PublishedWorld.ResponseOf(id, meta: $$"""
            "meta":{"lastUpdated":"2026-03-04T10:0{{minute}}:00Z"},
            """);
    }

    [Fact]
    public async Task Read_ManyResponsesOfOtherForms_EndsThePageWithALinkToTheNext()
    {
        using var world = new PublishedWorld();
        for (var n = 0; n < 10_000; n++)
        {
            world.Registry.PutAt($$"""{"resourceType":"QuestionnaireResponse","id":"o{{n}}","status":"completed"}""", PublishedWorld.At(0));
        }

        Assert.Null(PublishedWorld.LinkOf(PublishedWorld.JsonOf(await world.RowsAsync()), "next"));
        world.AddResponse("last", 1);
        var page = PublishedWorld.JsonOf(await world.RowsAsync());

        Assert.Empty(PublishedWorld.RowsOf(page));
        page = await world.FollowAsync(PublishedWorld.LinkOf(page, "next")!);
        Assert.Equal(["last:week", "last:cases"], PublishedWorld.RowsOf(page));
        Assert.Null(PublishedWorld.LinkOf(page, "next"));
    }

    /// <summary>Four responses: <c>a</c> was stored after <c>b</c>, <c>c</c> at the time of <c>a</c>, and <c>d</c> authored at the time at which it was stored.</summary>
    private static PublishedWorld Filled(params (string Name, string Value)[] settings)
    {
        var world = new PublishedWorld(settings);
        world.AddResponse("b", 0, "2026-03-04T09:00:00Z");
        world.AddResponse("a", 1, "2026-03-04T09:01:00Z");
        world.AddResponse("c", 1, "2026-03-04T09:02:00Z");
        world.AddResponse("d", 3, "2026-03-04T10:03:00Z");
        return world;
    }

    /// <summary>The responses of an answer's rows, each once.</summary>
    private static string Responses(PublishedAnswer answer)
    {
        var rows = PublishedWorld.RowsOf(PublishedWorld.JsonOf(answer));
        Assert.Equal(rows.Count, rows.Distinct().Count());
        return string.Join(' ', rows.Select(row => row.Split(':')[0]).Distinct());
    }
}
