using System.Buffers;

namespace Mhero.Core.Floip.Results;

/// <summary>
/// Reads rows from a document of any length, one at a time, so that memory does not grow with the number of rows: a bare list, as in
/// files, or <c>responses</c> in the envelope of JSON:API.
/// </summary>
/// <param name="json">UTF-8, with or without a byte order mark; it is not closed.</param>
/// <param name="zone">The zone of times that have none.</param>
public sealed class RowDocument(Stream json, TimeZoneInfo zone)
{
    private const int InitialBuffer = 64 * 1024;

    /// <summary>No answer of a contact is longer; a longer one is another document, or an attack.</summary>
    private const int MaxRow = 4 * 1024 * 1024;

    private readonly RowParser _parser = new(zone);
    private readonly RowPath _path = new();
    private byte[] _buffer = [];
    private int _length;
    private int _consumed;
    private bool _isEnd;
    private JsonReaderState _state = new(new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

    /// <summary>The address of the next page as the server gives it; null at the end. Known when all rows were read.</summary>
    public string? Next => _path.Next;

    /// <summary>The id of the package that the document names; null for none. Known when all rows were read.</summary>
    public string? PackageId => _path.PackageId;

    /// <summary>How many bytes of the document were read.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>Reads the rows in the document's order.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="FloipException">It is not JSON, ends before it is complete, or has no list of rows. The rows before that were given.</exception>
    public async IAsyncEnumerable<RowReading> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
        try
        {
            var index = 0L;
            await FillAsync(0, cancellationToken);
            while (true)
            {
                var read = TryTake(out var entry);
                if (read == RowStep.Row)
                {
                    var reading = _parser.Parse(entry, index++);
                    yield return reading;
                }
                else if (read == RowStep.End)
                {
                    break;
                }
                else
                {
                    await FillAsync(_consumed, cancellationToken);
                }
            }

            if (!_path.HasRows)
            {
                throw new FloipException(FloipCodes.NoRows, "This JSON has no list of rows: it is neither a list nor has it data.attributes.responses. Pass the responses of a package.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = [];
        }
    }

    /// <summary>Takes the next entry of the list of rows from the buffer.</summary>
    private RowStep TryTake(out JsonElement entry)
    {
        entry = default;
        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_consumed, _length - _consumed), _isEnd, _state);
            while (true)
            {
                // The reader is a value: a copy is the place to come back to.
                var before = reader;
                if (!reader.Read())
                {
                    return Keep(reader, _isEnd ? RowStep.End : RowStep.More);
                }

                if (_path.IsEntry(ref reader))
                {
                    if (!JsonDocument.TryParseValue(ref reader, out var document))
                    {
                        return Keep(before, RowStep.More);
                    }

                    using (document)
                    {
                        entry = document.RootElement.Clone();
                    }

                    return Keep(reader, RowStep.Row);
                }

                _path.Follow(ref reader);
            }
        }
        catch (JsonException exception)
        {
            throw new FloipException(FloipCodes.NotJson, "This is not complete JSON. Export it again, or check the server that answered it.", exception);
        }

        RowStep Keep(Utf8JsonReader reader, RowStep step)
        {
            _consumed += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return step;
        }
    }

    private async ValueTask FillAsync(int from, CancellationToken cancellationToken)
    {
        if (_isEnd)
        {
            throw new FloipException(FloipCodes.NotJson, "The document ends before it is complete. Export it again, or check the server that answered it.");
        }

        var rest = _length - from;
        if (rest == _buffer.Length)
        {
            Grow();
        }
        else if (from > 0)
        {
            _buffer.AsSpan(from, rest).CopyTo(_buffer);
        }

        _length = rest;
        _consumed = 0;
        var isFirst = from == 0 && rest == 0;
        do
        {
            var read = await json.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            _length += read;
            BytesRead += read;
            _isEnd = read == 0;
        }
        while (!_isEnd && isFirst && _length < 3);

        if (isFirst && _buffer.AsSpan(0, _length).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            _consumed = 3;
        }
    }

    private void Grow()
    {
        if (_buffer.Length >= MaxRow)
        {
            throw new FloipException(FloipCodes.NotJson, "One value of the document is larger than 4 MB; this is not a list of rows.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
