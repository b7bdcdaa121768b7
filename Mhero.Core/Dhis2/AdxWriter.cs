using System.Xml;

namespace Mhero.Core.Dhis2;

/// <summary>Writes data value sets as ADX (IHE QRPH, Aggregate Data Exchange), a group for each.</summary>
internal static class AdxWriter
{
    /// <summary>The media type, as DHIS2 takes it.</summary>
    public const string MediaType = "application/adx+xml";

    /// <summary>The namespace.</summary>
    private const string Namespace = "urn:ihe:qrph:adx:2015";

    /// <summary>Writes a document.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="sets">The sets, one after another.</param>
    /// <param name="exported">The time of the export.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WriteAsync(Stream output, IAsyncEnumerable<DataValueSet> sets, DateTimeOffset exported, CancellationToken cancellationToken)
    {
        await using var xml = XmlWriter.Create(output, new XmlWriterSettings { Async = true, Indent = true, CloseOutput = false, Encoding = new System.Text.UTF8Encoding(false) });
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "adx", Namespace);
        await WriteAttributeAsync(xml, "exported", exported.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        await foreach (var set in sets.WithCancellation(cancellationToken))
        {
            await WriteAsync(xml, set);
            await xml.FlushAsync();
        }

        await xml.WriteEndElementAsync();
        await xml.WriteEndDocumentAsync();
    }

    private static async Task WriteAsync(XmlWriter xml, DataValueSet set)
    {
        await xml.WriteStartElementAsync(null, "group", Namespace);
        await WriteAttributeAsync(xml, "orgUnit", set.OrgUnit);
        await WriteAttributeAsync(xml, "period", set.AdxPeriod ?? set.Period);
        await WriteAttributeAsync(xml, "dataSet", set.DataSet);
        await WriteAttributeAsync(xml, "completeDate", set.CompleteDate);
        await WriteAttributeAsync(xml, "attributeOptionCombo", set.AttributeOptionCombo);
        foreach (var value in set.Values)
        {
            await xml.WriteStartElementAsync(null, "dataValue", Namespace);
            await WriteAttributeAsync(xml, "dataElement", value.DataElement);
            await WriteAttributeAsync(xml, "value", value.Value);
            foreach (var (category, option) in value.Categories)
            {
                await WriteAttributeAsync(xml, category, option);
            }

            if (value.Categories.Count == 0)
            {
                await WriteAttributeAsync(xml, "categoryOptionCombo", value.CategoryOptionCombo);
            }

            await xml.WriteEndElementAsync();
        }

        await xml.WriteEndElementAsync();
    }

    private static Task WriteAttributeAsync(XmlWriter xml, string name, string? value) =>
        value is null ? Task.CompletedTask : xml.WriteAttributeStringAsync(null, name, null, value);
}
