using System.Buffers;

namespace Mhero.Core.Fhir;

/// <summary>
/// The whole body of an answer in a rented array. Pages are larger than what the small-object heap takes, and there are
/// many of them.
/// </summary>
internal struct PooledBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public static async Task<PooledBody> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var expected = (int)Math.Clamp(content.Headers.ContentLength ?? 0, 16 * 1024, 8 * 1024 * 1024);
        var body = new PooledBody { _buffer = ArrayPool<byte>.Shared.Rent(expected + 1) };
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            int read;
            while ((read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken)) > 0)
            {
                body._length += read;
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
