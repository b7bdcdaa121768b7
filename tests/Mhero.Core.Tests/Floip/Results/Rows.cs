using Mhero.Core.Floip.Results;

namespace Mhero.Core.Tests.Floip.Results;

internal static class Rows
{
    public static async Task<(List<RowReading> Read, RowDocument Stream)> ReadAsync(string json, int chunk = int.MaxValue, TimeZoneInfo? zone = null)
    {
        var stream = new RowDocument(new ChunkedStream(Encoding.UTF8.GetBytes(json), chunk), zone ?? TimeZoneInfo.Utc);
        var read = new List<RowReading>();
        await foreach (var row in stream.ReadAsync())
        {
            read.Add(row);
        }

        return (read, stream);
    }

    /// <summary>A stream that gives at most so many bytes at once, as a network does.</summary>
    private sealed class ChunkedStream(byte[] content, int chunk) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
