using System.Net;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>A FLOIP server with one package. Its pages are small, so that sessions are spread over them.</summary>
internal sealed class FloipSide
{
    public const string Root = "http://floip.example.org/api/v1";
    public const string Package = "5a3b8c1e-1111-4222-8333-944455556666";

    private const string Modified = "2026-03-02T00:00:00+00:00";
    private const string Path = "/api/v1/flow-results/packages";

    private readonly List<JsonArray> _rows = [];

    /// <summary>Rows in a page.</summary>
    public int PageSize { get; set; } = 3;

    /// <summary>The addresses of the pages of rows that were answered.</summary>
    public List<string> Pages { get; } = [];

    /// <summary>The rows, in the order in which they became visible.</summary>
    public List<FloipRow> Rows { get; } = [];

    /// <summary>Adds a row.</summary>
    public void Add(DateTimeOffset at, string session, string question, object answer)
    {
        Rows.Add(new FloipRow(at, _rows.Count + 1, session, question, FormattableString.Invariant($"{answer}")));
        _rows.Add(new JsonArray(at.ToString("O", CultureInfo.InvariantCulture), _rows.Count + 1, "contact-" + session, session, question, JsonValue.Create(answer), null));
    }

    /// <summary>The answer to a request.</summary>
    public HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var address = request.RequestUri!.PathAndQuery;
        var answer = request.RequestUri.AbsolutePath[Path.Length..] switch
        {
            "" => new JsonObject { ["data"] = new JsonArray(new JsonObject { ["type"] = "packages", ["id"] = Package, ["attributes"] = new JsonObject { ["modified"] = Modified } }) },
            "/" + Package => new JsonObject { ["data"] = new JsonObject { ["id"] = Package, ["attributes"] = Descriptor() } },
            _ => PageAt(address),
        };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/vnd.api+json") };
    }

    private static JsonObject Descriptor() => new()
    {
        ["id"] = Package,
        ["title"] = "Simulated",
        ["modified"] = Modified,
        ["resources"] = new JsonArray(new JsonObject
        {
            ["schema"] = new JsonObject
            {
                ["questions"] = new JsonObject
                {
                    ["age"] = new JsonObject { ["type"] = "numeric", ["label"] = "Age?", ["type_options"] = new JsonObject() },
                    ["fever"] = new JsonObject { ["type"] = "select_one", ["label"] = "Fever?", ["type_options"] = new JsonObject { ["choices"] = new JsonArray("Yes", "No") } },
                },
            },
        }),
    };

    private JsonObject PageAt(string address)
    {
        Pages.Add(address);
        var query = System.Web.HttpUtility.ParseQueryString(address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        var after = query["filter[start-timestamp]"] is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
        var rows = _rows.Where(r => DateTimeOffset.Parse((string)r[0]!, CultureInfo.InvariantCulture) > after).ToList();
        var start = query["page[afterCursor]"] is { } cursor ? rows.FindIndex(r => (int)r[1]! == int.Parse(cursor, CultureInfo.InvariantCulture)) + 1 : 0;
        var page = rows.Skip(start).Take(PageSize).ToList();
        var filter = query["filter[start-timestamp]"] is { } same ? "filter%5Bstart-timestamp%5D=" + Uri.EscapeDataString(same) + "&" : "";
        var next = start + page.Count < rows.Count ? $"{Path}/{Package}/responses?{filter}page%5BafterCursor%5D={page[^1][1]}" : null;
        return new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["id"] = Package,
                ["attributes"] = new JsonObject { ["responses"] = new JsonArray([.. page.Select(r => r.DeepClone())]) },
                ["relationships"] = new JsonObject { ["links"] = new JsonObject { ["next"] = next } },
            },
        };
    }
}
