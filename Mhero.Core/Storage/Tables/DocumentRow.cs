using System.Buffers;
using Azure;
using Azure.Data.Tables;

namespace Mhero.Core.Storage.Tables;

/// <summary>A document as a table row: its content cut over the properties <c>C0</c>, <c>C1</c> …</summary>
internal sealed class DocumentRow
{
    // A string property holds 64 KiB, which is 32,768 characters.
    private const int ChunkLength = 30_000;

    // Method, address and headers of one operation in a transaction, with keys and property names.
    private const int Overhead = 1_600;

    private static readonly SearchValues<char> PlainInJson = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%()*,-./:;=?@[]^_{|}~");

    private DocumentRow(Document document, TableTransactionAction action, int payloadBytes)
    {
        Document = document;
        Action = action;
        PayloadBytes = payloadBytes;
    }

    public Document Document { get; }

    public TableTransactionAction Action { get; }

    /// <summary>An upper bound of what the row takes in a request, whose limit is 4 MiB.</summary>
    public int PayloadBytes { get; }

    public static DocumentRow For(string partitionKey, Document document)
    {
        var content = document.Content;
        if (content.Length > Document.MaxContentLength)
        {
            throw new ArgumentException(
                $"The document '{document.Key}' has {content.Length} characters; a row holds at most {Document.MaxContentLength}.",
                nameof(document));
        }

        var entity = new TableEntity(partitionKey, TableKeys.Escape(document.Key));
        var chunk = 0;
        var from = 0;
        do
        {
            var length = Math.Min(ChunkLength, content.Length - from);
            if (from + length < content.Length && char.IsHighSurrogate(content[from + length - 1]))
            {
                length--;
            }

            entity[Name(chunk++)] = length == content.Length ? content : content.Substring(from, length);
            from += length;
        }
        while (from < content.Length);

        var action = document.Version switch
        {
            null => new TableTransactionAction(TableTransactionActionType.Add, entity),
            Document.AnyVersion => new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity),
            var version => new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, new ETag(version)),
        };
        return new DocumentRow(document, action, Overhead + JsonBytes(content));
    }

    public static Document Read(TableEntity entity)
    {
        var content = entity.GetString(Name(0)) ?? string.Empty;
        if (entity.ContainsKey(Name(1)))
        {
            var parts = new List<string> { content };
            while (entity.TryGetValue(Name(parts.Count), out var part) && part is string text)
            {
                parts.Add(text);
            }

            content = string.Concat(parts);
        }

        return new Document(TableKeys.Unescape(entity.RowKey), content, entity.ETag.ToString());
    }

    /// <summary>Cuts rows into transactions: at most 100 operations and 3.5 MB each.</summary>
    public static IEnumerable<List<DocumentRow>> Transactions(string partitionKey, IReadOnlyList<Document> documents)
    {
        var rows = new List<DocumentRow>(Math.Min(documents.Count, MaxRows));
        var bytes = 0;
        foreach (var document in documents)
        {
            var row = For(partitionKey, document);
            if (rows.Count == MaxRows || (rows.Count > 0 && bytes + row.PayloadBytes > MaxBytes))
            {
                yield return rows;
                rows = [];
                bytes = 0;
            }

            rows.Add(row);
            bytes += row.PayloadBytes;
        }

        if (rows.Count > 0)
        {
            yield return rows;
        }
    }

    public const int MaxRows = 100;
    public const int MaxBytes = 3_500_000;

    private static string Name(int chunk) => chunk switch
    {
        0 => "C0",
        1 => "C1",
        _ => $"C{chunk}",
    };

    // The SDK writes quotes and everything beyond ASCII as \uXXXX.
    private static int JsonBytes(string content)
    {
        var bytes = content.Length;
        var rest = content.AsSpan();
        while (rest.IndexOfAnyExcept(PlainInJson) is var at and >= 0)
        {
            bytes += 5;
            rest = rest[(at + 1)..];
        }

        return bytes;
    }
}
