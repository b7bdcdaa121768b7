namespace Mhero.Core.Floip.Http;

/// <summary>The body of an answer. A read that gets nothing for a minute fails, because the time-out of a request ends with the headers.</summary>
/// <param name="body">The body.</param>
/// <param name="time">The clock.</param>
internal sealed class BodyStream(Stream body, TimeProvider time) : Stream
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override bool CanRead => body.CanRead;

    public override bool CanSeek => body.CanSeek;

    public override bool CanWrite => body.CanWrite;

    public override long Length => body.Length;

    public override long Position
    {
        get => body.Position;
        set => body.Position = value;
    }

    /// <exception cref="TimeoutException">The server sent nothing for a minute.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The server sent nothing for {Patience.TotalSeconds:0} seconds.", e);
        }
    }

    /// <summary>Reads without the limit of time, which asynchronous reads have.</summary>
    public override int Read(byte[] buffer, int offset, int count) => body.Read(buffer, offset, count);

    public override void Flush() => body.Flush();

    public override long Seek(long offset, SeekOrigin origin) => body.Seek(offset, origin);

    public override void SetLength(long value) => body.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => body.Write(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
