namespace Mhero.Core.Dhis2;

/// <summary>
/// Reads the answer to an import. Up to version 2.37 the summary is the body; from 2.38 on it is the member <c>response</c> of a wrapper, which
/// versions up to 2.42 send with 409 and later ones with 200 when only some values were refused. So the body decides, never the HTTP status.
/// </summary>
internal static class ImportSummaryReader
{
    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body as JSON.</param>
    /// <returns>The summary; null when the body is none.</returns>
    public static ImportSummary? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var hasResponse = body.TryGetProperty("response", out var inner) && inner.ValueKind == JsonValueKind.Object;
        var summary = hasResponse ? inner : body;
        if (StatusOf(summary) is not { } status)
        {
            // A wrapper without a summary of its own refuses the whole: its status counts.
            if (StatusOf(body) is not { } outer)
            {
                return null;
            }

            status = outer;
        }

        var counts = summary.TryGetProperty("importCount", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new ImportSummary(
            status,
            Dhis2Json.Text(summary, "description") ?? Dhis2Json.Text(summary, "message") ?? Dhis2Json.Text(body, "message"),
            [.. ConflictsOf(summary, body)],
            [.. Numbers(summary, "rejectedIndexes")],
            Number(counts, "ignored"),
            Number(counts, "imported") + Number(counts, "updated") + Number(counts, "deleted"));
    }

    private static ImportStatus? StatusOf(JsonElement element) => Dhis2Json.Text(element, "status")?.ToUpperInvariant() switch
    {
        "SUCCESS" or "OK" => ImportStatus.Success,
        "WARNING" => ImportStatus.Warning,
        "ERROR" => ImportStatus.Error,
        _ => null,
    };

    private static IEnumerable<ImportConflict> ConflictsOf(JsonElement summary, JsonElement body)
    {
        if (summary.TryGetProperty("conflicts", out var conflicts) && conflicts.ValueKind == JsonValueKind.Array)
        {
            foreach (var conflict in conflicts.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object))
            {
                yield return new ImportConflict(Dhis2Json.Text(conflict, "errorCode"), Dhis2Json.Text(conflict, "object"), Dhis2Json.Text(conflict, "value") ?? "", [.. Numbers(conflict, "indexes")]);
            }
        }
        else if (Dhis2Json.Text(body, "errorCode") is { } code)
        {
            yield return new ImportConflict(code, null, Dhis2Json.Text(body, "message") ?? "", []);
        }
    }

    private static int Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    private static IEnumerable<int> Numbers(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out _)).Select(n => n.GetInt32())
            : [];
}
