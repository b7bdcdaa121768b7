using Azure;

namespace Mhero.MemoryStorage;

/// <summary>The answer to a question for an entity that is not there.</summary>
internal sealed class MissingEntity<T> : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The entity does not exist.");

    public override Response GetRawResponse() => new MemoryResponse(404);
}
