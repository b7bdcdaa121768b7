using Microsoft.Azure.Functions.Worker;

namespace Mhero.Local.Host;

internal sealed class HostFunctionContext(string function, IServiceProvider services, CancellationToken cancellationToken) : FunctionContext
{
    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override FunctionDefinition FunctionDefinition { get; } = new Definition(function);

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override CancellationToken CancellationToken { get; } = cancellationToken;

    private sealed class Definition(string name) : FunctionDefinition
    {
        public override string Name { get; } = name;
    }
}
