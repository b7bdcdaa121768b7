namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>One request to RapidPro 9.0.0 and its answer, as recorded.</summary>
internal sealed record Recording
{
    private static readonly Lazy<IReadOnlyDictionary<string, Recording>> Loaded = new(LoadAll);

    public static IReadOnlyDictionary<string, Recording> All => Loaded.Value;

    public required string Name { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The Authorization header with its token masked; null when there was none.</summary>
    public required string? Authorization { get; init; }

    public required string? ContentType { get; init; }

    public required JsonElement RequestBody { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Null when there was none; an object with <c>_not_json</c> when it was text.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>When it was answered: the Date header, or more exactly the modified_on, or else created_on, that a write answered.</summary>
    public required DateTimeOffset At { get; init; }

    public string Endpoint => Path["/api/v2/".Length..].Split('.', '?')[0];

    /// <summary>The contacts in the answer.</summary>
    public IEnumerable<JsonElement> Contacts()
    {
        if (Endpoint != "contacts" || Status is not (200 or 201))
        {
            return [];
        }

        return Body.TryGetProperty("results", out var results) ? results.EnumerateArray() : [Body];
    }

    private static Dictionary<string, Recording> LoadAll()
    {
        var folder = System.IO.Path.Combine(AppContext.BaseDirectory, "rapidpro-samples");
        return Directory.EnumerateFiles(folder, "*.json").Select(Load).ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    private static Recording Load(string file)
    {
        var root = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
        var (request, response) = (root.GetProperty("request"), root.GetProperty("response"));
        var headers = response.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
        var requestHeaders = request.GetProperty("headers");
        var at = DateTimeOffset.Parse(headers["Date"], CultureInfo.InvariantCulture);
        var body = response.GetProperty("body");
        if (body.ValueKind == JsonValueKind.Object && (body.TryGetProperty("modified_on", out var modified) || body.TryGetProperty("created_on", out modified)) && modified.GetDateTimeOffset() > at)
        {
            at = modified.GetDateTimeOffset();
        }

        return new Recording
        {
            Name = System.IO.Path.GetFileNameWithoutExtension(file),
            Method = request.GetProperty("method").GetString()!,
            Path = request.GetProperty("path").GetString()!,
            Authorization = requestHeaders.TryGetProperty(nameof(Authorization), out var authorization) ? authorization.GetString() : null,
            ContentType = requestHeaders.TryGetProperty("Content-Type", out var type) ? type.GetString() : null,
            RequestBody = request.GetProperty("body"),
            Status = response.GetProperty("status").GetInt32(),
            Headers = headers,
            Body = body,
            At = at,
        };
    }
}
