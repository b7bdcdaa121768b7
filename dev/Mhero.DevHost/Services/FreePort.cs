using System.Net;
using System.Net.Sockets;

namespace Mhero.DevHost.Services;

/// <summary>Ports of the loopback interface on which no process listens at the time of the call.</summary>
internal static class FreePort
{
    /// <summary>As many different ports as asked for. They are held open together, or the system could name one twice.</summary>
    public static int[] Find(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            return Array.ConvertAll(listeners, listener =>
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            });
        }
        finally
        {
            Array.ForEach(listeners, listener => listener.Dispose());
        }
    }
}
