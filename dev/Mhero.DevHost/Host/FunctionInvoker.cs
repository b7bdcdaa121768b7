using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>Calls one function: makes its class, fills its parameters, waits for its result and logs the outcome.</summary>
internal sealed partial class FunctionInvoker
{
    private readonly HostFunction _function;
    private readonly ParameterInfo[] _parameters;
    private readonly ObjectFactory? _create;
    private readonly PropertyInfo? _taskResult;
    private readonly ILogger _logger;

    public FunctionInvoker(HostFunction function, ILoggerFactory loggers)
    {
        _function = function;
        _parameters = function.Method.GetParameters();
        _create = function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []);
        var returned = function.Method.ReturnType;
        _taskResult = returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>) ? returned.GetProperty(nameof(Task<>.Result)) : null;
        _logger = loggers.CreateLogger("Function." + function.Name);
    }

    /// <summary>
    /// Calls the function with services of the given scope. Returns its result, or null for none; its exception is logged and passed on.
    /// </summary>
    /// <param name="services">The scope of this call.</param>
    /// <param name="bind">The value for a parameter that is neither a token nor the context.</param>
    /// <param name="cancellationToken">The token that the function gets.</param>
    public async Task<object?> InvokeAsync(IServiceProvider services, Func<ParameterInfo, object?> bind, CancellationToken cancellationToken)
    {
        var context = new HostFunctionContext(_function, services, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        object? instance = null;
        LogExecuting(_function.Name, context.InvocationId);
        try
        {
            var arguments = Array.ConvertAll(_parameters, parameter => Argument(parameter, context, bind));
            instance = _create?.Invoke(services, null);
            var result = _function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            if (result is Task task)
            {
                await task;
                result = _taskResult?.GetValue(task);
            }

            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            LogExecuted(_function.Name, context.InvocationId, took);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogCancelled(_function.Name, context.InvocationId);
            throw;
        }
        catch (Exception error)
        {
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            LogFailed(error, _function.Name, context.InvocationId, took);
            throw;
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static object? Argument(ParameterInfo parameter, HostFunctionContext context, Func<ParameterInfo, object?> bind)
    {
        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return context.CancellationToken;
        }

        return parameter.ParameterType == typeof(FunctionContext) ? context : bind(parameter);
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else if (instance is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }

    [LoggerMessage(EventId = 9101, Level = LogLevel.Debug, Message = "Executing {Function} ({InvocationId})")]
    private partial void LogExecuting(string function, string invocationId);

    [LoggerMessage(EventId = 9102, Level = LogLevel.Debug, Message = "Executed {Function} ({InvocationId}) in {Milliseconds:0} ms")]
    private partial void LogExecuted(string function, string invocationId, double milliseconds);

    [LoggerMessage(EventId = 9103, Level = LogLevel.Error, Message = "{Function} ({InvocationId}) failed after {Milliseconds:0} ms")]
    private partial void LogFailed(Exception error, string function, string invocationId, double milliseconds);

    [LoggerMessage(EventId = 9104, Level = LogLevel.Information, Message = "{Function} ({InvocationId}) was cancelled")]
    private partial void LogCancelled(string function, string invocationId);
}
