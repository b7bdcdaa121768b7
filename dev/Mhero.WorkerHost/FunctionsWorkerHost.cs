using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.AspNetCore.Server;
using Mhero.WorkerHost.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mhero.WorkerHost;

/// <summary>
/// A host for one isolated worker process: starts it, speaks the Azure Functions worker protocol with it (init, metadata, load,
/// invoke), and forwards HTTP requests to the address that the worker announces, as the Azure Functions host does. It has no
/// triggers of its own; the caller invokes each function.
/// </summary>
public sealed class FunctionsWorkerHost : IAsyncDisposable
{
    private const int MaxMessageBytes = 128 * 1024 * 1024;

    private readonly WebApplication _server;
    private readonly WorkerStream _stream;
    private readonly WorkerProcess _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly Dictionary<string, WorkerFunction> _functions = new(StringComparer.Ordinal);
    private Uri? _httpAddress;

    private FunctionsWorkerHost(WebApplication server, WorkerProcess process)
    {
        _server = server;
        _process = process;
        _stream = server.Services.GetRequiredService<WorkerStream>();
    }

    /// <summary>The functions that the worker announced.</summary>
    public IReadOnlyCollection<WorkerFunction> Functions => _functions.Values;

    /// <summary>When the worker reached each step of its start.</summary>
    public WorkerTimings Timings { get; private set; } = new(default, default, default);

    /// <summary>The worker's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the worker and loads all its functions.</summary>
    /// <param name="options">Which worker to start.</param>
    /// <param name="cancellationToken">Stops the start and ends the worker.</param>
    /// <returns>A host whose functions can be invoked.</returns>
    /// <exception cref="WorkerHostException">The worker ended, took too long, or reported a failure.</exception>
    public static async Task<FunctionsWorkerHost> StartAsync(WorkerHostOptions options, CancellationToken cancellationToken = default)
    {
        var server = BuildServer();
        await server.StartAsync(cancellationToken);
        var address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var started = Stopwatch.GetTimestamp();
        var process = WorkerProcess.Start(options, address, MaxMessageBytes);
        var host = new FunctionsWorkerHost(server, process);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.StartLimit);
            await host.LoadAsync(options, started, limit.Token);
            return host;
        }
        catch (Exception error) when (error is OperationCanceledException or WorkerHostException)
        {
            var output = process.Output;
            await host.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new WorkerHostException($"The worker did not start: {error.Message} Its output:\n{output}");
        }
    }

    /// <summary>Invokes an HTTP function: announces the invocation over gRPC and sends the request to the worker's HTTP address.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="request">The request; its address is relative to the worker's, such as <c>/api/health</c>.</param>
    /// <param name="traceParent">W3C trace context of the invocation; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The worker's answer.</returns>
    /// <exception cref="WorkerHostException">The worker has no HTTP address, or the function failed without an answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        string function, HttpRequestMessage request, string? traceParent = null, CancellationToken cancellationToken = default)
    {
        if (_httpAddress is null)
        {
            throw new WorkerHostException("The worker announced no HTTP address.");
        }

        var invocation = Invocation(function, traceParent);
        request.RequestUri = new Uri(_httpAddress, request.RequestUri!);
        request.Headers.Add("x-ms-invocation-id", invocation.InvocationId);
        invocation.InputData.Add(new ParameterBinding
        {
            Name = TriggerName(function),
            Data = new TypedData { Http = new RpcHttp { Method = request.Method.Method, Url = request.RequestUri.ToString() } },
        });
        var invoking = InvokeAsync(invocation, cancellationToken);
        var response = await _http.SendAsync(request, cancellationToken);
        await invoking;
        return response;
    }

    /// <summary>Invokes a queue function with a message.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="message">The message's text, decoded.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WorkerHostException">The function failed.</exception>
    public Task SendMessageAsync(string function, string message, CancellationToken cancellationToken = default) =>
        InvokeAsync(function, new TypedData { String = message }, cancellationToken);

    /// <summary>Invokes a timer function.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WorkerHostException">The function failed.</exception>
    public Task FireAsync(string function, CancellationToken cancellationToken = default) =>
        InvokeAsync(function, new TypedData { Json = """{"ScheduleStatus":null,"IsPastDue":false}""" }, cancellationToken);

    /// <summary>Asks the worker to end, as the Azure Functions host does, and waits for its process to exit.</summary>
    /// <param name="limit">How long the worker may take; it is killed afterwards.</param>
    /// <returns>Whether the worker ended without being killed.</returns>
    public async Task<bool> TerminateAsync(TimeSpan limit)
    {
        _stream.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
        return await _process.WaitAsync(limit);
    }

    /// <summary>Ends the worker's process and the server.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Dispose();
        _stream.FailWaiting("The host ended.");
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private static WebApplication BuildServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRouting();
        builder.Services.AddGrpc((GrpcServiceOptions grpc) => grpc.MaxReceiveMessageSize = MaxMessageBytes);
        builder.Services.AddSingleton<WorkerStream>();
        var app = builder.Build();
        app.MapGrpcService<WorkerStream>();
        return app;
    }

    private async Task LoadAsync(WorkerHostOptions options, long started, CancellationToken cancellationToken)
    {
        var exited = _process.Exited;
        if (await Task.WhenAny(_stream.Connected, exited).WaitAsync(cancellationToken) == exited)
        {
            throw new WorkerHostException($"The process ended with exit code {await exited}.");
        }

        var connected = Stopwatch.GetElapsedTime(started);
        _ = exited.ContinueWith(_ => _stream.FailWaiting("The worker process ended."), TaskScheduler.Default);
        var init = await AskAsync(
            new StreamingMessage { WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.0.0.0", FunctionAppDirectory = options.AppFolder, WorkerDirectory = options.AppFolder } },
            cancellationToken);
        Check(init.WorkerInitResponse.Result, "init");
        _httpAddress = init.WorkerInitResponse.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null;
        var initialized = Stopwatch.GetElapsedTime(started);
        var metadata = await AskAsync(
            new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = options.AppFolder } }, cancellationToken);
        foreach (var function in metadata.FunctionMetadataResponse.FunctionMetadataResults)
        {
            var loaded = await AskAsync(
                new StreamingMessage { FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function } }, cancellationToken);
            Check(loaded.FunctionLoadResponse.Result, $"load of {function.Name}");
            _functions.Add(function.Name, new WorkerFunction(function.Name, function.FunctionId, function.EntryPoint, [.. function.RawBindings]));
        }

        await WaitForHttpAsync(cancellationToken);
        Timings = new WorkerTimings(connected, initialized, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The worker loads functions and opens its HTTP port at the same time; the Azure Functions host waits for the port too.</summary>
    private async Task WaitForHttpAsync(CancellationToken cancellationToken)
    {
        while (_httpAddress is not null)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(_httpAddress.Host, _httpAddress.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    private Task<StreamingMessage> AskAsync(StreamingMessage message, CancellationToken cancellationToken)
    {
        message.RequestId = Guid.NewGuid().ToString();
        return _stream.AskAsync(message.RequestId, message, cancellationToken);
    }

    private Task InvokeAsync(string function, TypedData data, CancellationToken cancellationToken)
    {
        var invocation = Invocation(function, null);
        invocation.InputData.Add(new ParameterBinding { Name = TriggerName(function), Data = data });
        return InvokeAsync(invocation, cancellationToken);
    }

    private async Task InvokeAsync(InvocationRequest invocation, CancellationToken cancellationToken)
    {
        var answer = await _stream.AskAsync(invocation.InvocationId, new StreamingMessage { InvocationRequest = invocation }, cancellationToken);
        Check(answer.InvocationResponse.Result, "invocation");
    }

    private InvocationRequest Invocation(string function, string? traceParent) => new()
    {
        InvocationId = Guid.NewGuid().ToString(),
        FunctionId = _functions.TryGetValue(function, out var found)
            ? found.Id
            : throw new ArgumentException($"The worker has no function '{function}'.", nameof(function)),
        TraceContext = new RpcTraceContext { TraceParent = traceParent ?? string.Empty },
    };

    private string TriggerName(string function) => _functions[function].Bindings
        .Select(binding => System.Text.Json.Nodes.JsonNode.Parse(binding)!)
        .First(binding => binding["type"]!.GetValue<string>().EndsWith("Trigger", StringComparison.OrdinalIgnoreCase))["name"]!.GetValue<string>();

    private static void Check(StatusResult result, string step)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new WorkerHostException(string.Create(
                CultureInfo.InvariantCulture, $"The worker reports {result.Status} for the {step}: {result.Exception?.Message} {result.Exception?.StackTrace}"));
        }
    }
}
