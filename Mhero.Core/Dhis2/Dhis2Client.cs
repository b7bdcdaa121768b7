using Mhero.Core.Http;

namespace Mhero.Core.Dhis2;

/// <summary>
/// The only way to DHIS2: values, completeness, and the metadata that a mapping is checked against, of versions 2.36 to 2.43. Every request may be
/// repeated: an import of the same values and a registration that is there already change nothing.
/// </summary>
internal sealed class Dhis2Client
{
    /// <summary>Identifiers of organisation units in one search; longer addresses are cut off by proxies.</summary>
    private const int UnitsPerSearch = 50;

    private static readonly JsonWriterOptions Writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dhis2Requests _requests;
    private readonly Dhis2Schemes _schemes;

    /// <summary>Makes the client.</summary>
    /// <param name="http">Sends the requests; it must not follow redirects to other servers.</param>
    /// <param name="options">The server and the schemes of the identifiers.</param>
    /// <param name="resilience">Limits and repeats the requests.</param>
    public Dhis2Client(HttpClient http, Dhis2Options options, HttpResilience resilience) =>
        (_requests, _schemes) = (new Dhis2Requests(http, options, resilience), options.Schemes);

    /// <summary>Imports values: new ones are stored, others replaced.</summary>
    /// <param name="set">The values; they are not empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The refusal of each value in the order of the set; null for one that DHIS2 has now.</returns>
    /// <exception cref="Dhis2Exception">DHIS2 gave no verdict; it may have stored values.</exception>
    public Task<IReadOnlyList<Refusal?>> ImportAsync(DataValueSet set, CancellationToken cancellationToken) => SendValuesAsync(set, null, cancellationToken);

    /// <summary>Deletes values.</summary>
    /// <param name="set">The values, as they were imported.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>As <see cref="ImportAsync"/>; null for a value that DHIS2 does not have any more.</returns>
    /// <exception cref="Dhis2Exception">DHIS2 gave no verdict; it may have deleted values.</exception>
    public Task<IReadOnlyList<Refusal?>> DeleteAsync(DataValueSet set, CancellationToken cancellationToken) => SendValuesAsync(set, "DELETE", cancellationToken);

    /// <summary>Registers a report as complete.</summary>
    /// <param name="set">The report; of its values nothing is sent.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The refusal; null when DHIS2 has the registration.</returns>
    /// <exception cref="Dhis2Exception">DHIS2 gave no verdict.</exception>
    public Task<Refusal?> RegisterAsync(DataValueSet set, CancellationToken cancellationToken) => RegisterAsync(set, null, cancellationToken);

    /// <summary>Takes the registration of a report back.</summary>
    /// <param name="set">The report.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The refusal; null when DHIS2 does not have the registration any more.</returns>
    /// <exception cref="Dhis2Exception">DHIS2 gave no verdict.</exception>
    public Task<Refusal?> UnregisterAsync(DataValueSet set, CancellationToken cancellationToken) => RegisterAsync(set, "DELETE", cancellationToken);

    /// <summary>The version and calendar of the server; also the check of address and credentials.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Dhis2Exception">The server cannot be used.</exception>
    public async Task<Dhis2System> GetSystemAsync(CancellationToken cancellationToken)
    {
        using var json = await _requests.GetAsync("system/info", [], cancellationToken);
        return new Dhis2System(Dhis2Json.Text(json.RootElement, "version"), Dhis2Json.Text(json.RootElement, "calendar"));
    }

    /// <summary>Whether the server fails at another request too, one that reads its database and depends on no report.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The failure of the server; null when it answers, also that this user may not read.</returns>
    public async Task<Dhis2Exception?> FindFailureAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var json = await _requests.GetAsync("dataSets", [new("fields", "id"), new("pageSize", "1")], cancellationToken);
            return null;
        }
        catch (Dhis2Exception e) when (e.Kind is not (Dhis2ErrorKind.Transient or Dhis2ErrorKind.Throttled))
        {
            return null;
        }
        catch (Dhis2Exception e)
        {
            return new Dhis2Exception(e.Kind, e.Code, e.Message, e) { RetryAfter = e.RetryAfter };
        }
    }

    /// <summary>A data set with what a mapping needs of it.</summary>
    /// <param name="name">The data set, as the scheme names it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The data sets that the name fits; one, as a rule.</returns>
    /// <exception cref="Dhis2Exception">The server cannot be read.</exception>
    public async Task<IReadOnlyList<Dhis2DataSet>> FindDataSetsAsync(string name, CancellationToken cancellationToken)
    {
        const string Combos = "categoryCombo[id,categoryOptionCombos[id,code,name,attributeValues[value,attribute[id]]]]";
        using var json = await _requests.GetAsync(
            "dataSets",
            [
                new("filter", $"{Dhis2Schemes.PropertyOf(_schemes.DataSet)}:eq:{name}"),
                new("fields", $"id,code,name,periodType,expiryDays,openFuturePeriods,{Combos},dataSetElements[{Combos},dataElement[id,code,name,valueType,zeroIsSignificant,attributeValues[value,attribute[id]],{Combos}]]"),
                new("paging", "false"),
            ],
            cancellationToken);
        return Dhis2MetadataReader.DataSets(json.RootElement);
    }

    /// <summary>Organisation units with the data sets that they are assigned to.</summary>
    /// <param name="names">The units, as the scheme names them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Those that the server has.</returns>
    /// <exception cref="Dhis2Exception">The server cannot be read.</exception>
    public async Task<IReadOnlyList<Dhis2OrgUnit>> FindOrgUnitsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var found = new List<Dhis2OrgUnit>();
        foreach (var some in names.Distinct().Chunk(UnitsPerSearch))
        {
            using var json = await _requests.GetAsync(
                "organisationUnits",
                [
                    new("filter", $"{Dhis2Schemes.PropertyOf(_schemes.OrgUnit)}:in:[{string.Join(',', some)}]"),
                    new("fields", "id,code,name,attributeValues[value,attribute[id]],dataSets[id]"),
                    new("paging", "false"),
                ],
                cancellationToken);
            found.AddRange(Dhis2MetadataReader.OrgUnits(json.RootElement));
        }

        return found;
    }

    private async Task<IReadOnlyList<Refusal?>> SendValuesAsync(DataValueSet set, string? strategy, CancellationToken cancellationToken)
    {
        var summary = await _requests.ImportAsync("dataValueSets", [.. _schemes.ForValues(), .. StrategyOf(strategy)], BodyOf(set), cancellationToken);
        if (ImportVerdicts.Judge(summary, set.Values) is { } verdicts)
        {
            return verdicts;
        }

        // The answer does not say which values it means. Alone, each has an answer of its own; those that were stored are sent again without effect.
        var each = new List<Refusal?>(set.Values.Count);
        foreach (var value in set.Values)
        {
            each.AddRange(await SendValuesAsync(set with { Values = [value] }, strategy, cancellationToken));
        }

        return each;
    }

    private async Task<Refusal?> RegisterAsync(DataValueSet set, string? strategy, CancellationToken cancellationToken)
    {
        var summary = await _requests.ImportAsync("completeDataSetRegistrations", [.. _schemes.ForRegistrations(), .. StrategyOf(strategy)], RegistrationOf(set, strategy is null), cancellationToken);
        return summary is { Status: ImportStatus.Success, Conflicts.Count: 0 }
            ? null
            : Refusals.Of(summary.Conflicts.Count > 0 ? summary.Conflicts[0] : null, $"the registration as complete of data set {set.DataSet}", summary.Description) with { Code = Dhis2Codes.CompletenessRefused };
    }

    private static IEnumerable<KeyValuePair<string, string>> StrategyOf(string? strategy) => strategy is null ? [] : [new("importStrategy", strategy)];

    private static byte[] BodyOf(DataValueSet set) => Write(writer =>
    {
        writer.WriteString("dataSet", set.DataSet);
        writer.WriteString("period", set.Period);
        writer.WriteString("orgUnit", set.OrgUnit);
        WriteIf(writer, "attributeOptionCombo", set.AttributeOptionCombo);
        writer.WriteStartArray("dataValues");
        foreach (var value in set.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("dataElement", value.DataElement);
            WriteIf(writer, "categoryOptionCombo", value.CategoryOptionCombo);
            writer.WriteString("value", value.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static byte[] RegistrationOf(DataValueSet set, bool withDate) => Write(writer =>
    {
        writer.WriteStartArray("completeDataSetRegistrations");
        writer.WriteStartObject();
        writer.WriteString("dataSet", set.DataSet);
        writer.WriteString("period", set.Period);

        // Here DHIS2 calls it by its whole name.
        writer.WriteString("organisationUnit", set.OrgUnit);
        WriteIf(writer, "attributeOptionCombo", set.AttributeOptionCombo);
        if (withDate)
        {
            WriteIf(writer, "date", set.CompleteDate);
            writer.WriteBoolean("completed", true);
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Writing))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteIf(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
