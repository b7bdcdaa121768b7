namespace Microsoft.Azure.Functions.Worker;

/// <summary>One call of one function.</summary>
public abstract class FunctionContext
{
    /// <summary>Identifies this call, for logs.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function that was called.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>The services of this call's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>Cancelled when the host is about to stop, or when the HTTP caller has gone.</summary>
    public virtual CancellationToken CancellationToken => default;
}
