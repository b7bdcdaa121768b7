using System.Buffers;
using Mhero.Core.Floip.Results;

namespace Mhero.Core.Publishing;

/// <summary>Writes the documents of the Flow Results API (JSON:API 1.0).</summary>
public static class PublishedJson
{
    /// <summary>The media type of the documents.</summary>
    public const string ContentType = "application/vnd.api+json";

    /// <summary>The list of packages; it is one page.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="self">The address of the list.</param>
    /// <returns>UTF-8.</returns>
    internal static ReadOnlyMemory<byte> List(IReadOnlyList<PublishedPackage> packages, string self) => Write(writer =>
    {
        WriteLinks(writer, self, null, null);
        writer.WriteStartArray("data");
        foreach (var (id, _, package) in packages)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "packages");
            writer.WriteString("id", id);
            writer.WriteStartObject("attributes");
            writer.WriteString("title", package.Title);
            writer.WriteString("name", package.Name);
            writer.WriteString("created", package.Created ?? package.Modified);
            writer.WriteString("modified", package.Modified);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>A package with its descriptor.</summary>
    /// <param name="package">The package.</param>
    /// <param name="self">The address of the package.</param>
    /// <returns>UTF-8.</returns>
    internal static ReadOnlyMemory<byte> Package(PublishedPackage package, string self) => Write(writer =>
    {
        writer.WriteStartObject("data");
        writer.WriteString("type", "packages");
        writer.WriteString("id", package.Id);
        writer.WritePropertyName("attributes");
        PackageWriter.Write(writer, package.Package, $"{self}/responses", null);
        writer.WriteEndObject();
        writer.WriteStartObject("relationships");
        WriteLinks(writer, self, null, null);
        writer.WriteEndObject();
    });

    /// <summary>A page of rows.</summary>
    /// <param name="package">The package.</param>
    /// <param name="page">The page.</param>
    /// <param name="address">The address of the package.</param>
    /// <param name="self">The address of the page.</param>
    /// <param name="next">The address of the next page; null for none.</param>
    /// <param name="previous">The address of the page before; null for none.</param>
    /// <returns>UTF-8.</returns>
    internal static ReadOnlyMemory<byte> Rows(PublishedPackage package, RowsPage page, string address, string self, string? next, string? previous) => Write(writer =>
    {
        var types = package.Package.Questions.ToDictionary(q => q.Id, q => q.Type);
        writer.WriteStartObject("data");
        writer.WriteString("type", "flow-results-data");
        writer.WriteString("id", package.Id);
        writer.WriteStartObject("attributes");
        writer.WriteStartArray("responses");
        foreach (var row in page.Rows)
        {
            RowWriter.Write(writer, row, types.TryGetValue(row.QuestionId, out var type) ? type : null);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("relationships");
        writer.WriteStartObject("descriptor");
        writer.WriteStartObject("links");
        writer.WriteString("self", address);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteLinks(writer, self, next, previous);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void WriteLinks(Utf8JsonWriter writer, string self, string? next, string? previous)
    {
        writer.WriteStartObject("links");
        writer.WriteString("self", self);
        writer.WriteString("next", next);
        writer.WriteString("previous", previous);
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
