using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Results;

/// <summary>Knows where in a document of rows the reader is: which list has the rows, and where the link to the next page stands.</summary>
internal sealed class RowPath
{
    private readonly Stack<(string? Name, bool IsArray)> _open = new();
    private string? _name;

    /// <summary>Whether a list of rows was seen, an empty one too.</summary>
    public bool HasRows { get; private set; }

    /// <summary>The link to the next page; null at the end.</summary>
    public string? Next { get; private set; }

    /// <summary>The id in <c>data</c>; null for none.</summary>
    public string? PackageId { get; private set; }

    /// <summary>Whether the value that the reader is at is an entry of the list of rows.</summary>
    public bool IsEntry(ref Utf8JsonReader reader) =>
        _open.TryPeek(out var parent) && parent.IsArray && IsRows(parent.Name) && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Follows the reader by a token that is not an entry.</summary>
    public void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _name = reader.GetString();
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                var isArray = reader.TokenType == JsonTokenType.StartArray;
                var name = _open.Count == 0 ? "" : _name;
                HasRows |= isArray && IsRows(name);
                _open.Push((name, isArray));
                _name = null;
                break;
            case JsonTokenType.EndArray or JsonTokenType.EndObject:
                _open.Pop();
                _name = null;
                break;
            case JsonTokenType.String or JsonTokenType.Number:
                Note(ref reader);
                break;
        }
    }

    /// <summary>The root, <c>responses</c> at any level, and <c>data</c> where it is a list.</summary>
    private static bool IsRows(string? name) => name is "" || (name is not null && (LooseJson.IsSame(name, "responses") || LooseJson.IsSame(name, "data")));

    private void Note(ref Utf8JsonReader reader)
    {
        if (_name is null || !_open.TryPeek(out var parent) || reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        // JSON:API allows a link to be an object with href.
        var isNext = (_name == "next" && parent.Name == "links") || (_name == "href" && parent.Name == "next");
        if (isNext)
        {
            Next = reader.GetString() is { Length: > 0 } next ? next : null;
        }
        else if (_name == "id" && parent.Name == "data")
        {
            PackageId = reader.GetString();
        }
    }
}
