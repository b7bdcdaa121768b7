namespace Mhero.Simulator.Dhis2;

/// <summary>The result of an import, before it takes the form of a version.</summary>
internal sealed class Dhis2Import
{
    /// <summary>Why things were not taken: DHIS2's code, the object, the words, the place of the value.</summary>
    public List<(string Code, string Object, string Words, int? Index)> Conflicts { get; } = [];

    public int Imported { get; set; }

    public int Updated { get; set; }

    public int Ignored { get; set; }

    public int Deleted { get; set; }

    /// <summary>Whether nothing was taken because of the header.</summary>
    public bool IsRefused { get; set; }

    public string Status => IsRefused ? "ERROR" : Conflicts.Count > 0 ? "WARNING" : "SUCCESS";

    /// <summary>The status and body of the answer of a version (dhis2-core, tags 2.36 to 2.43).</summary>
    public (int Status, JsonObject Body) Answer(int version)
    {
        var summary = Summary(version);
        if (version < 38)
        {
            return (200, summary);
        }

        var good = Status == "SUCCESS";
        var code = good || (version >= 43 && Status == "WARNING") ? 200 : 409;
        return (code, new JsonObject
        {
            ["httpStatus"] = code == 200 ? "OK" : "Conflict",
            ["httpStatusCode"] = code,
            ["status"] = good ? "OK" : Status,
            ["message"] = good ? "Import was successful." : "One more conflicts encountered, please check import summary.",
            ["response"] = summary,
        });
    }

    private JsonObject Summary(int version)
    {
        var summary = new JsonObject
        {
            ["responseType"] = "ImportSummary",
            ["status"] = Status,
            ["description"] = IsRefused ? "The import failed" : "Import process completed successfully",
            ["importCount"] = new JsonObject
            {
                // From 2.43 on an import does not tell new values from changed ones.
                ["imported"] = version >= 43 ? 0 : Imported,
                ["updated"] = version >= 43 ? Imported + Updated : Updated,
                ["ignored"] = Ignored,
                ["deleted"] = Deleted,
            },
            ["dataSetComplete"] = "false",
        };
        if (Conflicts.Count > 0)
        {
            summary["conflicts"] = new JsonArray([.. Conflicts.GroupBy(c => (c.Code, c.Object, c.Words)).Select(c => (JsonNode)Conflict(version, c.Key.Code, c.Key.Object, c.Key.Words, [.. c.Select(one => one.Index).OfType<int>()]))]);
        }

        if (version >= 37)
        {
            summary["rejectedIndexes"] = new JsonArray([.. Conflicts.Select(c => c.Index).OfType<int>().Distinct().Select(i => (JsonNode)i)]);
        }

        return summary;
    }

    private static JsonObject Conflict(int version, string code, string about, string words, int[] indexes)
    {
        var conflict = new JsonObject { ["object"] = about, ["value"] = words };
        if (version >= 37)
        {
            conflict["errorCode"] = code;
            conflict["indexes"] = new JsonArray([.. indexes.Select(i => (JsonNode)i)]);
        }

        return conflict;
    }
}
