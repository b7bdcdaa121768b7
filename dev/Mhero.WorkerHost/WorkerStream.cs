using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Mhero.WorkerHost.Protocol;

namespace Mhero.WorkerHost;

/// <summary>The gRPC service that a worker connects to: sends requests, and matches answers with them.</summary>
internal sealed class WorkerStream : FunctionRpc.FunctionRpcBase
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _waiting = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the worker has opened the stream.</summary>
    public Task Connected => _connected.Task;

    /// <summary>The worker's log, in order of arrival.</summary>
    public ConcurrentQueue<WorkerLog> Logs { get; } = [];

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var sending = SendAsync(responseStream, context.CancellationToken);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                Receive(requestStream.Current);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // A worker that ends, or is killed, closes the stream in this way.
        }

        _outgoing.Writer.TryComplete();
        FailWaiting("The worker closed the stream.");
        await sending;
    }

    /// <summary>Sends a message and waits for the message that answers it.</summary>
    /// <param name="key">The request id, or for an invocation its invocation id.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StreamingMessage> AskAsync(string key, StreamingMessage message, CancellationToken cancellationToken)
    {
        var answer = _waiting.GetOrAdd(key, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        Send(message);
        return await answer.Task.WaitAsync(cancellationToken);
    }

    public void Send(StreamingMessage message)
    {
        if (!_outgoing.Writer.TryWrite(message))
        {
            throw new WorkerHostException("The worker has closed the stream.");
        }
    }

    public void FailWaiting(string cause)
    {
        foreach (var key in _waiting.Keys)
        {
            if (_waiting.TryRemove(key, out var answer))
            {
                answer.TrySetException(new WorkerHostException(cause));
            }
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                _connected.TrySetResult();
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                var log = message.RpcLog;
                Logs.Enqueue(new WorkerLog(log.Level, log.Category, log.Message, log.Exception is { } e ? $"{e.Message}\n{e.StackTrace}" : string.Empty));
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                Answer(message.InvocationResponse.InvocationId, message);
                break;
            default:
                Answer(message.RequestId, message);
                break;
        }
    }

    private void Answer(string key, StreamingMessage message)
    {
        if (_waiting.TryRemove(key, out var answer))
        {
            answer.TrySetResult(message);
        }
    }

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The worker is gone; EventStream fails the requests that wait for an answer.
        }
    }
}
